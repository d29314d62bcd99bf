/** Kubeflow Pipelines 2.14 and newer: IR 2.1.0. */
import type { Backend } from "../backend.ts";
import { check } from "./check.ts";
import { emit } from "./emit.ts";
import { checkSizes } from "./limits.ts";
import type { KfpDocument } from "./objects.ts";

export const kfp: Backend<KfpDocument> = {
  name: "kfp",
  capabilities: { runtimeFanout: true, nativeTests: true },
  check,
  emit,
  checkDocuments: checkSizes,
};

/** Argo Workflows 4.0.7 and newer. */
import type { Backend, KubernetesObject } from "../backend.ts";
import { check } from "./check.ts";
import { emit } from "./emit.ts";
import { checkSizes } from "./limits.ts";

export const argo: Backend<KubernetesObject> = {
  name: "argo",
  capabilities: { runtimeFanout: true, nativeTests: true },
  check,
  emit,
  checkDocuments: checkSizes,
};

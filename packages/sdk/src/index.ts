export { step } from "./step.ts";
export { pipeline } from "./pipeline.ts";
export { container } from "./container.ts";
export { python } from "./python.ts";
export { manifest } from "./manifest.ts";
export { approve } from "./approve.ts";
export { sleep } from "./sleep.ts";
export { gi, mi } from "./memory.ts";
export { gpu, type Gpu, type GpuName } from "./gpu.ts";
export type { InvalidOptionsError } from "./normalize/invalid-options.ts";
export type { Problem } from "./normalize/report.ts";
export { NonRetriableError, type OutsideFailure, type StepError } from "./runtime/errors.ts";
export type { Artifact, Dataset, Metrics, Model, Plot } from "./artifacts.ts";
export type { ArtifactContent, SaveOptions, StepContext } from "./context.ts";
export type { Json, RetryCause } from "./ir/types.ts";
export type {
  ApproveOptions,
  Backoff,
  Cache,
  ContainerOptions,
  KubernetesManifest,
  ManifestOptions,
  ManifestTest,
  PipelineOptions,
  PythonOptions,
  Retry,
  Spot,
  StepDefaults,
  StepOptions,
  StepSchemas,
} from "./options.ts";
export type { Affinity, ContainerPatch, Mount, PodPatch, PodSpecPatch, SecretKey, Toleration } from "./pod-types.ts";
export type { Schema } from "./schema/standard-schema.ts";
export type { CallArguments, Given, Pipeline, Step } from "./types.ts";
export type { Bytes, Cpu, Duration, RequestLimit } from "./units.ts";

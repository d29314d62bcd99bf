/**
 * The intermediate representation that compiler, runner and viewer share. Internal to Argosy's own packages.
 * @internal
 */
export type * from "./span.ts";
export type * from "./diagnostic.ts";
export type * from "./types.ts";
export type * from "./lowered.ts";
export type * from "./settings.ts";
export { checkCron, checkTimeZone } from "../cron.ts";
export { parseDuration, readDuration, type Refusal } from "../duration.ts";
export { grownMemory } from "../grown-memory.ts";
export { MANIFEST_KINDS } from "../manifest-kinds.ts";
export { didYouMean } from "../did-you-mean.ts";
export { type GpuCatalogue, type GpuModel, gpuPresets } from "../gpu-catalogue.ts";
export {
  checkDnsLabel,
  checkDnsSubdomain,
  checkImage,
  checkLabelValue,
  checkQualifiedName,
  checkStepName,
} from "../names.ts";
export {
  type CheckedOptions,
  CODE_OPTIONS,
  normalizeApproveOptions,
  normalizeContainerOptions,
  normalizeManifestOptions,
  normalizePythonOptions,
} from "../normalize/other-steps.ts";
export { normalizePipelineOptions } from "../normalize/pipeline.ts";
export type { Normalized, Problem } from "../normalize/report.ts";
export { normalizeStepOptions, type NormalizeSettings } from "../normalize/step.ts";
export {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityToNumber,
  readQuantity,
} from "../quantity.ts";
export { parsePipelineIr } from "./parse.ts";
export { allowsAnything, checkText } from "../schema/check-text.ts";
export { DROPS_OTHERS, shapeText } from "../schema/shape-text.ts";
export { type Check, listed, type Mismatch, mismatchMessage, mismatchPath } from "../runtime/checks.ts";
export { compileCheck, compileShape } from "../schema/compile-check.ts";
export { printExpr, printPipelineIr } from "./print.ts";

/**
 * Compiles pipelines written as ordinary TypeScript to documents for a cluster, and to programs for this machine.
 * @module
 */
export { type Compiled, type CompileOptions, type CompileResult, compile } from "./compile.ts";
export { check, type CheckOptions, type CheckResult } from "./check.ts";
export { SourceFiles } from "./1-parse/source-files.ts";
export { installedFiles } from "./1-parse/installed-files.ts";
export { packCommand } from "./bundle/pack-command.ts";
export type { Explanation, ExtraPod } from "./3-lower/explain.ts";
export type { Place, Placement } from "./3-lower/placement.ts";
export type { KubernetesObject } from "./4-emit/backend.ts";
export type { KfpDocument } from "./4-emit/kfp/objects.ts";
export { type ArgoKind, documentsAs, executorAccess } from "./4-emit/argo/kinds.ts";
export { printYaml } from "./4-emit/print-yaml.ts";
export { applyFixes, type Fixed } from "./diagnostics/apply-fixes.ts";
export { countDiagnostics, formatDiagnostics } from "./diagnostics/format.ts";

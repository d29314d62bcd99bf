/**
 * Compiles pipelines written as ordinary TypeScript to documents for a cluster, and to programs for this machine.
 * @module
 */
export { type Compiled, type CompileOptions, type CompileResult, compile } from "./compile.ts";
export type { KubernetesObject } from "./4-emit/backend.ts";
export { printYaml } from "./4-emit/print-yaml.ts";
export { formatDiagnostics } from "./diagnostics/format.ts";

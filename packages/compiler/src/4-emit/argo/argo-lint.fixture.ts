import { execFileSync } from "node:child_process";

/** Argo's own offline lint, as a program that reads a manifest from its standard input. */
const ARGO_LINT = process.env["ARGO_LINT"];

/** Without the program there is nothing to run; where changes are checked that is a failure, not a reason to pass. */
export const canLint: boolean = ARGO_LINT !== undefined || process.env["CI"] !== undefined;

/** @throws with Argo's words when it finds something. */
export function argoLint(yaml: string): void {
  if (ARGO_LINT === undefined) throw new Error("set ARGO_LINT to the path of argo-lint");
  execFileSync(ARGO_LINT, ["-"], { input: yaml, stdio: ["pipe", "pipe", "pipe"] });
}

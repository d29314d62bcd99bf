import { createInterface } from "node:readline/promises";
import { requireValid } from "./normalize/invalid-options.ts";
import { normalizeApproveOptions } from "./normalize/other-steps.ts";
import type { ApproveOptions } from "./options.ts";

/**
 * Waits until a person says yes; a no fails the run, and so does no answer within `timeout`. On a cluster it takes no
 * pod, and `argosy approve RUN` answers; on this machine the terminal asks, and `argosy run --yes` says yes to all.
 *
 * @throws {Error} in plain Node without a terminal
 *
 * @example
 * await approve({ message: "Deploy the model?", timeout: "2d" });
 */
export async function approve(options: ApproveOptions): Promise<void> {
  requireValid("approve", normalizeApproveOptions(options));
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY)
    throw new Error(`nobody can be asked "${options.message}" without a terminal; run it with argosy run --yes`);
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`${options.message} [y/N] `);
    if (/^\s*y(es)?\s*$/i.test(answer)) return;
    throw Object.assign(new Error("a person refused it"), { name: "RefusedError" });
  } finally {
    terminal.close();
  }
}

import { requireValid } from "./normalize/invalid-options.ts";
import { normalizeApproveOptions } from "./normalize/other-steps.ts";
import type { ApproveOptions } from "./options.ts";

/**
 * Waits until a person says yes; a no fails the run. Only a pipeline on a cluster can ask.
 *
 * @example
 * await approve({ message: "Deploy the model?", timeout: "2d" });
 */
export async function approve(options: ApproveOptions): Promise<void> {
  requireValid("approve", normalizeApproveOptions(options));
  throw new Error(
    `nobody can be asked in plain Node ("${options.message}"); run the pipeline on a cluster with argosy submit`,
  );
}

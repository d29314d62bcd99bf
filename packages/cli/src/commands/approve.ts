import { join } from "node:path";
import type { Arguments } from "../arguments.ts";
import { loadSettings } from "../config.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { diagnosticPrinter } from "../print-diagnostics.ts";

/** `argosy approve RUN [TASK]`: what a person answers to a run on a cluster. */
export async function approveCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const [run = "", task] = positionals;
  const { target, context } = await loadSettings(join(host.cwd, "pipeline.ts"), options, host);
  const { approveOnArgo, ClusterError } = await import("@argosy/runner/argo");
  const answer = options.refuse === true ? "no" : "yes";
  try {
    const { namespace } = target;
    const answered = await approveOnArgo(
      { run, answer, ...(task === undefined ? {} : { task }) },
      { ...(context === undefined ? {} : { context }), ...(namespace === undefined ? {} : { namespace }) },
    );
    const said = answer === "yes" ? "approved" : "refused";
    host.stdout.write(
      options.json === true
        ? `${JSON.stringify({ run, answer, ...answered })}\n`
        : `${said} ${answered.task} of ${run}: ${answered.message}\n`,
    );
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { code, message, hint } = error;
    const print = await diagnosticPrinter(options, host);
    print([{ code, severity: "error", message, ...(hint === undefined ? {} : { hint }) }], host.cwd);
    return EXIT.cluster;
  }
}

import type { ArgoSettings, ArgoSubmission } from "@argosy/runner/argo";
import type { Arguments } from "../arguments.ts";
import { checkInput } from "../check-input.ts";
import { type CompiledSource, compileSource } from "../compile-source.ts";
import type { Settings } from "../config.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import type { Host } from "../host.ts";
import { readInput } from "../input.ts";
import { findSourceFile } from "../source-file.ts";

/** `argosy submit FILE`: compiles, applies and starts a run; with `--watch` follows it to its result. */
export async function submitCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  const input = await readInput(options, host);
  const source = await compileSource({ file, target: "argo", options, alsoPrint: ["warning"] }, host);
  if (!source.ok) return source.exitCode;

  const { program, documents = [] } = source.compiled;
  const parameters = await checkInput(input, program.params, source.settings.target.store?.url, host);
  const submission = { program, documents, parameters };
  const settings = argoSettings(source.settings);
  return reportingClusterErrors(source, () =>
    options.watch === true
      ? watch(submission, settings, source, options.json === true, host)
      : start(submission, settings, options.json === true, host),
  );
}

async function start(submission: ArgoSubmission, settings: ArgoSettings, json: boolean, host: Host): Promise<ExitCode> {
  const { commandsFor, submitToArgo } = await import("@argosy/runner/argo");
  const started = await submitToArgo(submission, settings);
  const { follow, stop } = commandsFor(started);
  host.stdout.write(
    json
      ? `${JSON.stringify(started)}\n`
      : `started ${started.run} in the namespace ${started.namespace}\n  follow it: ${follow}\n  stop it:   ${stop}\n`,
  );
  return EXIT.ok;
}

async function watch(
  submission: ArgoSubmission,
  settings: ArgoSettings,
  source: CompiledSource,
  json: boolean,
  host: Host,
): Promise<ExitCode> {
  const { argoEngine } = await import("@argosy/runner/argo");
  const request = { source, json, interruptNotice: "leaving the run", showLogs: true };
  return followRun({ ...request, run: (follow) => argoEngine(settings).run(submission, follow) }, host);
}

function argoSettings({ target, context }: Settings): ArgoSettings {
  return {
    ...(context === undefined ? {} : { context }),
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    ...(target.store === undefined ? {} : { store: target.store.url }),
  };
}

/** What a cluster refuses prints like a finding of the compiler. */
async function reportingClusterErrors(source: CompiledSource, action: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await action();
  } catch (error) {
    const { ClusterError } = await import("@argosy/runner/argo");
    if (!(error instanceof ClusterError)) throw error;
    const { code, message, hint } = error;
    source.print([{ code, severity: "error", message, ...(hint === undefined ? {} : { hint }) }]);
    return EXIT.cluster;
  }
}

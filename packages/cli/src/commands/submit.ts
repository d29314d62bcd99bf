import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ArgoSettings, ArgoSubmission } from "@argosy/runner/argo";
import { StoreError } from "@argosy/sdk/runtime";
import type { Arguments } from "../arguments.ts";
import { checkInput } from "../check-input.ts";
import { type CompiledSource, compileSource, targetOf } from "../compile-source.ts";
import type { Settings } from "../config.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import type { Host } from "../host.ts";
import { readInput } from "../input.ts";
import { findSourceFile } from "../source-file.ts";
import { submitToKubeflow } from "../submit-to-kubeflow.ts";

/** `argosy submit FILE`: compiles, applies and starts a run; with `--watch` follows it to its result. */
export async function submitCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  const input = await readInput(options, host);
  const source = await compileSource(
    {
      file,
      target: targetOf(options.target),
      options,
      alsoPrint: options.verbose === true ? ["warning", "info"] : ["warning"],
    },
    host,
  );
  if (!source.ok) return source.exitCode;

  const { openStore } = await import("@argosy/runner");
  const store = source.settings.target.store?.url;
  const parameters = await checkInput(input, source, () => openStore(reachable(store), host.env), host);
  if (parameters === undefined) return EXIT.usage;
  if (targetOf(options.target) === "kfp") return submitToKubeflow(source, parameters, options, host);
  const { program, documents = [] } = source.compiled;
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

/**
 * The store that files are saved to before a run on a cluster.
 * @throws {StoreError} when what is saved from here would not be found there
 */
function reachable(store: string | undefined): string {
  if (store === undefined) throw new StoreError("unavailable", "a cluster has no store unless it is told one");
  if (store.startsWith("file:") && !existsSync(fileURLToPath(store))) {
    throw new StoreError(
      "unavailable",
      `${store} lies on a volume of the cluster, and this machine has no such directory`,
    );
  }
  return store;
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

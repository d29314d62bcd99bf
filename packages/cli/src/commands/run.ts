import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Arguments } from "../arguments.ts";
import { checkInput } from "../check-input.ts";
import { CliError } from "../cli-error.ts";
import { compileSource } from "../compile-source.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import type { Host } from "../host.ts";
import { readInput } from "../input.ts";
import { findSourceFile } from "../source-file.ts";

/** `argosy run FILE`: the pipeline on this machine, progress to stderr, its result to stdout. */
export async function runCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  const input = await readInput(options, host);
  const source = await compileSource(
    { file, target: "local", options, alsoPrint: options.verbose === true ? ["warning", "info"] : ["warning"] },
    host,
  );
  if (!source.ok) return source.exitCode;

  const { openStore, runLocal } = await import("@argosy/runner");
  const store = source.settings.target.store?.url ?? pathToFileURL(join(host.cwd, ".argosy/store")).href;
  const params = await checkInput(input, source, () => openStore(store, host.env), host);
  if (params === undefined) return EXIT.usage;
  const { program, bundles } = source.compiled;
  const request = {
    source,
    json: options.json === true,
    interruptNotice: "stopping the steps; Ctrl-C again kills them",
    showLogs: false,
  };
  return explainingStore(() =>
    followRun(
      { ...request, run: (follow) => runLocal({ program, bundles, params, workDir: host.cwd, store, ...follow }) },
      host,
    ),
  );
}

/** A store that cannot be used is a matter of configuration, and so is a machine that runs no containers. */
async function explainingStore(action: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await action();
  } catch (error) {
    const { StoreError } = await import("@argosy/sdk/runtime");
    const { ContainerEngineError } = await import("@argosy/runner");
    if (error instanceof StoreError || error instanceof ContainerEngineError)
      throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

import type { Arguments } from "../arguments.ts";
import { compileSource } from "../compile-source.ts";
import type { ExitCode } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import type { Host } from "../host.ts";
import { readInput } from "../input.ts";
import { checkInput } from "../check-input.ts";
import { findSourceFile } from "../source-file.ts";

/** `argosy run FILE`: the pipeline on this machine, progress to stderr, its result to stdout. */
export async function runCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  const input = await readInput(options, host);
  const source = await compileSource({ file, target: "local", options, alsoPrint: ["warning"] }, host);
  if (!source.ok) return source.exitCode;

  const { program, bundles } = source.compiled;
  const store = source.settings.target.store?.url;
  const params = await checkInput(input, program.params, store, host);
  const { runLocal } = await import("@argosy/runner");
  return followRun(
    {
      source,
      json: options.json === true,
      interruptNotice: "stopping the steps; Ctrl-C again kills them",
      showLogs: false,
      run: (follow) =>
        runLocal({ program, bundles, params, workDir: host.cwd, ...(store === undefined ? {} : { store }), ...follow }),
    },
    host,
  );
}

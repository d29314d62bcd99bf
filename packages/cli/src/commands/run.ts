import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Arguments } from "../arguments.ts";
import { checkInput } from "../check-input.ts";
import { compileSource } from "../compile-source.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { readInput } from "../input.ts";
import { runHere } from "../run-here.ts";
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

  const { openStore } = await import("@argosy/runner");
  const store = source.settings.target.store?.url ?? pathToFileURL(join(host.cwd, ".argosy/store")).href;
  const params = await checkInput(input, source, () => openStore(store, host.env), host);
  if (params === undefined) return EXIT.usage;
  return runHere({ file, source, options, params, store }, host);
}

import { resolve } from "node:path";
import type { Arguments } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { compileSource } from "../compile-source.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { explaining, runHere } from "../run-here.ts";
import { findSourceFile } from "../source-file.ts";

/** `argosy resume RUN`: the pipeline of an earlier run, as it is written now, with what of that run still holds. */
export async function resumeCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const run = positionals[0] ?? "";
  const { pastRuns } = await import("@argosy/runner");
  const home = pastRuns.homeOf(host.cwd);
  const { facts } = await explaining(async () => pastRuns.readRun(home, run));
  if (pastRuns.statusOf(home, facts) === "running")
    throw new CliError(EXIT.usage, `the run \`${run}\` still goes on`, "Stop it first, or wait for its end");
  if (facts.source === undefined)
    throw new CliError(EXIT.usage, `the run \`${run}\` does not say which file it was compiled from`);
  const file = await findSourceFile(resolve(host.cwd, facts.source.file), host);
  const request = { ...options, pipeline: facts.source.pipeline };
  const source = await compileSource(
    {
      file,
      target: "local",
      options: request,
      alsoPrint: options.verbose === true ? ["warning", "info"] : ["warning"],
    },
    host,
  );
  if (!source.ok) return source.exitCode;
  const from = options.from === undefined ? {} : { fromStep: options.from };
  return runHere({ file, source, options, params: facts.params, store: facts.store, resumes: run, ...from }, host);
}

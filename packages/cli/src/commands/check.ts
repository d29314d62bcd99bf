import { relative } from "node:path";
import { performance } from "node:perf_hooks";
import type { CheckResult } from "@argosy/compiler";
import type { Diagnostic } from "@argosy/sdk/ir";
import type { Arguments } from "../arguments.ts";
import type { ExitCode } from "../exit-code.ts";
import { fixFiles } from "../fix-files.ts";
import type { Host } from "../host.ts";
import type { OptionValues } from "../options.ts";
import { diagnosticPrinter, exitCodeFor } from "../print-diagnostics.ts";
import { reportError, showStack } from "../report-error.ts";
import { findSourceFile } from "../source-file.ts";
import { watchFiles } from "../watch-files.ts";
import { watchStatus } from "../watch-status.ts";

/** `argosy check FILE…`: diagnostics to stderr, and nothing else. */
export async function checkCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const files = await Promise.all(positionals.map((file) => findSourceFile(file, host)));
  const check = await checker(files, options, host);
  if (options.watch !== true) return exitCodeFor((await check(true)).diagnostics);
  const status = watchStatus("checking", "checked", options, host);
  return watchFiles(files, async ({ isFresh }) => {
    status.begin();
    const start = performance.now();
    try {
      const { diagnostics, read } = await check(isFresh);
      await status.end(diagnostics, performance.now() - start);
      return read;
    } catch (error) {
      reportError(error, host);
      return files;
    }
  });
}

interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly read: readonly string[];
}

/** A check of all files, which prints; warm unless it has to be fresh. */
async function checker(
  files: readonly string[],
  options: OptionValues,
  host: Host,
): Promise<(isFresh: boolean) => Promise<Checked>> {
  const { check, SourceFiles } = await import("@argosy/compiler");
  let parsed = host.parsed ?? new SourceFiles();
  const print = await diagnosticPrinter(options, host);
  const { pipeline } = options;
  const checkAll = async (): Promise<readonly CheckResult[]> => {
    const results: CheckResult[] = [];
    for (const entry of files) {
      const shownAs = relative(host.cwd, entry);
      results.push(await check({ entry, shownAs, ...(pipeline === undefined ? {} : { pipeline }) }, parsed));
    }
    return results;
  };
  return async (isFresh) => {
    if (isFresh && host.parsed === undefined) parsed = new SourceFiles();
    if (options.fix === true) await fixFiles(checkAll, host);
    const results = await checkAll();
    // Modules that several files import are spoken of once.
    for (const [root, ofRoot] of Map.groupBy(results, (result) => result.root)) {
      print(
        ofRoot.flatMap(({ diagnostics }) => diagnostics),
        root,
      );
    }
    for (const { bug } of results) if (bug !== undefined) showStack(bug, host);
    return {
      diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
      read: results.flatMap(({ read }) => read),
    };
  };
}

import type { pastRuns as PastRuns } from "@argosy/runner";
import type { Arguments } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { explaining, whole } from "../run-here.ts";
import { formatBytes, formatDuration } from "../ui/duration.ts";
import { textTable } from "../ui/text-table.ts";

type Runs = typeof PastRuns;

/** `argosy runs [show|rm|gc]`. */
export async function runsCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const { pastRuns } = await import("@argosy/runner");
  const home = pastRuns.homeOf(host.cwd);
  const [action = "list", run] = positionals;
  const json = options.json === true;
  return explaining(async () => {
    switch (action) {
      case "list":
        return print(host, json, listed(pastRuns, home), (rows) => textTable(rows.map(rowOf)));
      case "show":
        return print(host, json, shown(pastRuns, home, named(run, "show")), detailText);
      case "rm":
        pastRuns.removeRun(home, named(run, "rm"));
        return EXIT.ok;
      case "gc": {
        const collected = pastRuns.collectGarbage(home, whole("keep", options.keep ?? "20"), Date.now());
        return print(
          host,
          json,
          collected,
          ({ runs, files, bytes }) => `removed ${runs.length} runs and ${files} files, ${formatBytes(bytes)}\n`,
        );
      }
      default:
        throw new CliError(EXIT.usage, `\`argosy runs\` cannot \`${action}\``, "It can `show`, `rm` and `gc`");
    }
  });
}

function print<Value>(host: Host, json: boolean, value: Value, text: (value: Value) => string): ExitCode {
  host.stdout.write(json ? `${JSON.stringify(value)}\n` : text(value));
  return EXIT.ok;
}

function named(run: string | undefined, action: string): string {
  if (run !== undefined) return run;
  throw new CliError(EXIT.usage, `\`argosy runs ${action}\` needs RUN`, "`argosy runs` lists them");
}

interface Listed {
  readonly run: string;
  readonly pipeline: string;
  readonly status: string;
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly resumes?: string;
}

function listed(runs: Runs, home: string): readonly Listed[] {
  return runs.listRuns(home).map((run) => describe(runs, home, run));
}

function describe(runs: Runs, home: string, run: string): Listed {
  const { facts } = runs.readRun(home, run);
  const end = runs.readEvents(home, run).findLast((event) => event.kind === "run-finished");
  return {
    run,
    pipeline: facts.pipeline,
    status: runs.statusOf(home, facts),
    startedAt: facts.startedAt,
    ...(end === undefined ? {} : { durationMs: end.durationMs }),
    ...(facts.resumes === undefined ? {} : { resumes: facts.resumes }),
  };
}

function rowOf({ run, pipeline, status, durationMs, resumes }: Listed): readonly string[] {
  const time = durationMs === undefined ? "" : formatDuration(durationMs);
  return [run, pipeline, status, time, resumes === undefined ? "" : `goes on from ${resumes}`];
}

function shown(runs: Runs, home: string, run: string) {
  const { facts, records } = runs.readRun(home, run);
  const latest = new Map(records.map((record) => [record.path, record]));
  const result = runs.readResult(home, run);
  return {
    ...describe(runs, home, run),
    params: facts.params,
    tasks: [...latest.values()].map((record) => ({
      path: record.path,
      state: record.ports === undefined ? "failed" : record.run === run ? "done" : "cached",
      durationMs: record.durationMs,
      ...(record.run === run ? {} : { from: record.run }),
    })),
    ...(result === undefined ? {} : { result }),
  };
}

function detailText(detail: ReturnType<typeof shown>): string {
  const { params, tasks, result } = detail;
  const rows = tasks.map(({ path, state, durationMs, from }) => [
    `  ${path}`,
    state,
    from === undefined ? formatDuration(durationMs) : `from ${from}`,
  ]);
  return [
    textTable([rowOf(detail)]),
    `parameters  ${JSON.stringify(params)}\n`,
    textTable(rows),
    ...(result === undefined ? [] : [`result  ${JSON.stringify(result)}\n`]),
  ].join("");
}

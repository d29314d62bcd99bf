/** From a started run to an exit code: progress while it goes on, then its result or why there is none. */
import type { Follow, RunOutcome } from "@argosy/runner";
import type { CompiledSource } from "./compile-source.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Host, wantsColour } from "./host.ts";
import { catchInterrupts } from "./interrupts.ts";
import { failureDiagnostics, logLines } from "./ui/failure.ts";
import { createProgress } from "./ui/progress.ts";
import { formatResult } from "./ui/result.ts";

export interface RunToFollow {
  readonly source: CompiledSource;
  /** Print the result as one JSON value. */
  readonly json: boolean;
  /** Said when the user interrupts for the first time. */
  readonly interruptNotice: string;
  /** Also print the last lines of the steps that failed, where they were not shown before. */
  readonly showLogs: boolean;
  readonly run: (follow: Follow) => Promise<RunOutcome>;
}

export async function followRun(request: RunToFollow, host: Host): Promise<ExitCode> {
  const interrupts = catchInterrupts(host, request.interruptNotice);
  const progress = createProgress({
    output: host.stderr,
    colour: wantsColour(host.stderr, host.env),
    steps: request.source.compiled.program.steps.map(({ name }) => name),
  });
  try {
    const outcome = await request.run({ onEvent: progress.onEvent, signal: interrupts.signal });
    progress.close();
    return reportOutcome(outcome, request, interrupts.exitCode() ?? EXIT.runFailed, host);
  } finally {
    progress.close();
    interrupts.dispose();
  }
}

function reportOutcome(outcome: RunOutcome, request: RunToFollow, cancelledCode: ExitCode, host: Host): ExitCode {
  switch (outcome.status) {
    case "succeeded":
      host.stdout.write(request.json ? `${JSON.stringify(outcome.result)}\n` : formatResult(outcome.result));
      return EXIT.ok;
    case "failed":
      request.source.print(failureDiagnostics(outcome, request.source.text));
      if (request.showLogs) host.stderr.write(logLines(outcome));
      return EXIT.runFailed;
    case "cancelled":
      host.stderr.write(`${outcome.failure.message}\n`);
      return cancelledCode;
  }
}

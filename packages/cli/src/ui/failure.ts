/** A failed run as a diagnostic, so that it prints like every other finding. */
import type { RunFailure, RunOutcome } from "@argosy/runner";
import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { renderLine } from "./styled-line.ts";

type Failed = Extract<RunOutcome, { readonly status: "failed" }>;

const OTHERS_SHOWN = 5;

const CODES: { readonly [Cause in RunFailure["cause"]]: string } = {
  error: "AR5001",
  program: "AR5002",
  value: "AR5003",
  oom: "AR5004",
  timeout: "AR5005",
  preempted: "AR5006",
  cancelled: "AR5007",
  internal: "AR5008",
};

/** The failure of a run and of what failed besides, at most a handful. `source` gives the text of a file of the project. */
export function failureDiagnostics(
  outcome: Failed,
  source: (file: string) => string | undefined,
): readonly Diagnostic[] {
  return [outcome.failure, ...outcome.others.slice(0, OTHERS_SHOWN)].map((failure) =>
    failureDiagnostic(failure, source),
  );
}

function failureDiagnostic(failure: RunFailure, source: (file: string) => string | undefined): Diagnostic {
  const span = failure.at === undefined ? undefined : spanAt(failure.at, source);
  const hint = hintFor(failure);
  return {
    code: CODES[failure.cause],
    severity: "error",
    message: messageOf(failure),
    ...(span === undefined ? {} : { span }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function messageOf({ step, item, name, message, cause, attempts = 1 }: RunFailure): string {
  const subject = step === undefined ? undefined : `step \`${step}\`${item === undefined ? "" : `, item ${item},`}`;
  const times = attempts > 1 ? ` after ${attempts} attempts` : "";
  const what = name === "Error" || name === "" ? message : `${name}: ${message}`;
  if (cause !== "program") return `${subject ?? "the run"} failed${times}: ${what}`;
  return subject === undefined
    ? `the pipeline failed${item === undefined ? "" : ` in item ${item}`}: ${what}`
    : `the pipeline failed before ${subject.replace(/,$/, "")}: ${what}`;
}

function hintFor({ cause, step }: RunFailure): string | undefined {
  switch (cause) {
    case "oom":
      return `Ask for more \`memory\` in the options of \`${step ?? "the step"}\`, or retry on "oom"`;
    case "timeout":
      return "Raise the `timeout`, or do less at once";
    case "internal":
      return "Please report it with the pipeline that shows it";
    case "error":
    case "program":
    case "value":
    case "preempted":
    case "cancelled":
      return undefined;
  }
}

/** `churn.ts:42:11` as a span of one character. */
function spanAt(at: string, source: (file: string) => string | undefined): Span | undefined {
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(at);
  if (match?.[1] === undefined) return undefined;
  const [file, line, column] = [match[1], Number(match[2]), Number(match[3] ?? 1)];
  const before = (source(file) ?? "").split("\n").slice(0, line - 1);
  const start = before.reduce((length, text) => length + text.length + 1, 0) + column - 1;
  return { file, line, column, start, end: start + 1 };
}

/** The last lines that the failed steps printed, for people. */
export function logLines({ failure, others }: Failed): string {
  return [failure, ...others.slice(0, OTHERS_SHOWN)]
    .filter(({ log = [] }) => log.length > 0)
    .map(({ step = "", item, log = [] }) => {
      const name = item === undefined ? step : `${step}[${item}]`;
      return [`last lines of ${name}:`, ...log.map((line) => renderLine(["  ", line], { colour: false })), ""].join(
        "\n",
      );
    })
    .join("");
}

import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";
import type { CliError } from "./cli-error.ts";

const parse = (line: string): unknown => {
  try {
    return parseArguments(line === "" ? [] : line.split(" "));
  } catch (error) {
    const { message, hint, exitCode } = error as CliError;
    return `${exitCode}: ${message}${hint === undefined ? "" : ` | ${hint}`}`;
  }
};

describe("parseArguments", () => {
  it("takes options before and after the command", () => {
    expect(parse("--debug run --json churn.ts --set a=1 --set=b=-2 --store s3://x")).toEqual({
      command: "run",
      positionals: ["churn.ts"],
      options: { debug: true, json: true, set: ["a=1", "b=-2"], store: "s3://x" },
    });
  });

  it("keeps every value a string", () => {
    expect(parse("run x.ts --pipeline 007 --set lr=1e3")).toMatchObject({
      options: { pipeline: "007", set: ["lr=1e3"] },
    });
  });

  it("takes what follows -- as arguments", () => {
    expect(parse("run -- --odd.ts")).toMatchObject({ positionals: ["--odd.ts"] });
  });

  it("answers a request for help whatever else is there", () => {
    expect(parse("run --nonsense -h")).toEqual({ command: "run", positionals: [], options: { help: true } });
    expect(parse("")).toEqual({ positionals: [], options: {} });
    expect(parse("-v")).toEqual({ positionals: [], options: { version: true } });
  });

  it.each([
    ["rnu x.ts", "2: unknown command `rnu` | Did you mean `argosy run`?"],
    [
      "deploy",
      "2: unknown command `deploy` | Commands are `run`, `resume`, `runs`, `explain-cache`, `artifacts`, `check`, `compile`, `submit`, `approve`, `help`",
    ],
    ["churn.ts", "2: `churn.ts` is not a command | Did you mean `argosy run churn.ts`?"],
    [
      "nope --help",
      "2: unknown command `nope` | Commands are `run`, `resume`, `runs`, `explain-cache`, `artifacts`, `check`, `compile`, `submit`, `approve`, `help`",
    ],
    ["run", "2: `argosy run` needs FILE | Write `argosy run FILE [options]`"],
    ["run a.ts b.ts", "2: unexpected argument `b.ts`"],
    ["run a.ts rows=1", "2: unexpected argument `rows=1` | Did you mean `--set rows=1`?"],
    ["run a.ts --piepline x", "2: unknown option `--piepline` | Did you mean `--pipeline`?"],
    ["run a.ts --wat", "2: unknown option `--wat` | `argosy run --help` lists the options"],
    ["run a.ts -x", "2: unknown option `-x` | `argosy run --help` lists the options"],
    [
      "compile a.ts --context x",
      "2: `--context` is not an option of `argosy compile` | It is one of `argosy submit`, `argosy approve`",
    ],
    ["run a.ts --force-gule", "2: unknown option `--force-gule` | `argosy run --help` lists the options"],
    ["run a.ts --set", "2: `--set` needs a value: `--set KEY=VALUE`"],
    ["run a.ts --pipeline=", "2: `--pipeline` needs a value: `--pipeline NAME`"],
    [
      "run a.ts --pipeline --json",
      "2: `--pipeline` needs a value: `--pipeline NAME` | A value that begins with a dash is written `--pipeline=--json`",
    ],
    ["run a.ts --json=1", "2: `--json` takes no value"],
    ["run a.ts --no-json", "2: unknown option `--no-json` | `argosy run --help` lists the options"],
    ["run a.ts --format jsn", "2: `--format` cannot be `jsn` | Did you mean `json`?"],
    ["compile a.ts --target airflow", "2: `--target` cannot be `airflow` | It is one of `argo`, `kfp`, `kfp@2.14`"],
    ["run a.ts --input {} --input {}", "2: `--input` was given twice"],
  ])("refuses `argosy %s`", (line, expected) => {
    expect(parse(line)).toBe(expected);
  });
});

/** Running a compiled pipeline on this machine, as the options of the command line say. */
import { relative } from "node:path";
import type { Isolation, LocalSubmission } from "@argosy/runner";
import { parseQuantity, quantityToNumber } from "@argosy/sdk/ir";
import { CliError } from "./cli-error.ts";
import type { CompiledSource } from "./compile-source.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { followRun } from "./follow-run.ts";
import { askOnTerminal } from "./ask-on-terminal.ts";
import type { Host } from "./host.ts";
import type { OptionValues } from "./options.ts";

export interface RunHere extends Pick<LocalSubmission, "params" | "store" | "resumes" | "fromStep"> {
  /** Absolute path of the pipeline's file. */
  readonly file: string;
  readonly source: CompiledSource;
  readonly options: OptionValues;
}

export async function runHere({ file, source, options, ...given }: RunHere, host: Host): Promise<ExitCode> {
  const { runLocal } = await import("@argosy/runner");
  const { program, bundles, ir } = source.compiled;
  const submission: LocalSubmission = {
    ...given,
    program,
    bundles,
    workDir: host.cwd,
    source: { file: relative(host.cwd, file), pipeline: ir.binding },
    capacity: capacityOf(options),
    ask: options.yes === true ? async () => "yes" : askOnTerminal(host),
    strict: options.strict === true,
    cache: options["no-cache"] !== true,
    ...(options.isolate === undefined ? {} : { isolate: options.isolate as Isolation }),
  };
  const request = {
    source,
    json: options.json === true,
    interruptNotice: "stopping the steps; Ctrl-C again kills them",
    showLogs: false,
  };
  return explaining(() => followRun({ ...request, run: (follow) => runLocal({ ...submission, ...follow }) }, host));
}

function capacityOf({ cpus, memory, gpus }: OptionValues): NonNullable<LocalSubmission["capacity"]> {
  return {
    ...(cpus === undefined ? {} : { cpuMillis: Math.floor(amount("cpus", cpus) * 1000) }),
    ...(memory === undefined ? {} : { memoryBytes: amount("memory", memory) }),
    ...(gpus === undefined ? {} : { gpus: whole("gpus", gpus) }),
  };
}

function amount(name: string, text: string): number {
  const parsed = /^[0-9]/.test(text) ? safely(() => quantityToNumber(parseQuantity(text))) : undefined;
  if (parsed !== undefined && parsed > 0) return parsed;
  throw new CliError(
    EXIT.usage,
    `\`--${name}\` cannot be \`${text}\``,
    "Write a number, with a unit such as Gi for memory",
  );
}

export function whole(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError(EXIT.usage, `\`--${name}\` cannot be \`${text}\``, "Write a whole number");
}

function safely<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** What cannot be started is a matter of what was asked for. */
export async function explaining<Value>(action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    const { MachineError, DoesNotFitError, pastRuns, StepNotFoundError } = await import("@argosy/runner");
    const { StoreError } = await import("@argosy/sdk/runtime");
    if (error instanceof DoesNotFitError)
      throw new CliError(EXIT.doesNotFit, error.message, "Leave out --strict to run it alone");
    const known = [StoreError, MachineError, pastRuns.RunNotFoundError, StepNotFoundError];
    if (known.some((one) => error instanceof one)) throw new CliError(EXIT.usage, (error as Error).message);
    throw error;
  }
}

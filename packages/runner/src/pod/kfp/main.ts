/** What runs inside a pod of Kubeflow: its executor input becomes reads, and ports become its outputs. */
import type { PodProgram } from "@argosy/sdk/runtime";
import { EXIT, failureOf } from "../failure.ts";
import { runProgram } from "../main.ts";
import { Supervisor } from "../supervise.ts";
import { readExecutorInput, type ExecutorInput, environmentOf, readSpec } from "./executor-input.ts";
import { writeOutputs } from "./outputs.ts";

/**
 * Runs one pod to its end and leaves the process; the exit code says how it went.
 * The last two arguments of the process say what it needs to know.
 */
export async function runPod(program: PodProgram): Promise<void> {
  const spec = readSpec(process.argv.at(-2) ?? "");
  const input: ExecutorInput = readExecutorInput(process.argv.at(-1) ?? "");
  const environment = environmentOf(spec, input, process.env);
  const supervisor = new Supervisor(environment, program.step, undefined, undefined);
  try {
    const texts = await runProgram(program, environment, supervisor);
    writeOutputs(input, spec, texts, supervisor.report);
    await supervisor.conclude(undefined);
  } catch (error) {
    await supervisor.conclude(failureOf(EXIT.internal, error, {}));
  }
}

/** The pod runtime of Kubeflow, in bundles of tests: it also writes down every call of a step. */
import { appendFileSync } from "node:fs";
import type { PodProgram } from "@argosy/sdk/runtime";
import { runPod as runPodForReal } from "../../packages/runner/src/pod/kfp/main.ts";

export function runPod(program: PodProgram): Promise<void> {
  const { run, step, input: check } = program;
  const file = process.env["ARGOSY_TEST_CALLS"];
  if (run === undefined || step === undefined || file === undefined) return runPodForReal(program);
  const record = (input: unknown): void => appendFileSync(file, `${step.name} ${JSON.stringify(input)}\n`);
  return runPodForReal({
    ...program,
    ...(check === undefined ? {} : { input: recordingRefused(check, record) }),
    run: (input, context) => {
      record(input);
      return run(input, context);
    },
  });
}

/** A call whose input does not fit is one, too. */
function recordingRefused(
  check: NonNullable<PodProgram["input"]>,
  record: (input: unknown) => void,
): NonNullable<PodProgram["input"]> {
  return (input) => {
    try {
      return check(input);
    } catch (error) {
      record(input);
      throw error;
    }
  };
}

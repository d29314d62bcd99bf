/** The pod runtime of Kubeflow, in bundles of tests: it also writes down every call of a step. */
import { appendFileSync } from "node:fs";
import type { PodProgram } from "@argosy/sdk/runtime";
import { runPod as runPodForReal } from "../../packages/runner/src/pod/kfp/main.ts";

export function runPod(program: PodProgram): Promise<void> {
  const { run, step } = program;
  const file = process.env["ARGOSY_TEST_CALLS"];
  if (run === undefined || step === undefined || file === undefined) return runPodForReal(program);
  return runPodForReal({
    ...program,
    run: (input, context) => {
      appendFileSync(file, `${step.name} ${JSON.stringify(input)}\n`);
      return run(input, context);
    },
  });
}

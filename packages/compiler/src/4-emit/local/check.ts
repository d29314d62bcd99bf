/** What the local engine cannot do yet. Options about where a pod runs have no effect on this machine and are fine. */
import type { Diagnostic, LoweredProgram, StepIr, StepOptionsIr } from "@argosy/sdk/ir";
import { optionUnsupportedLocally } from "../../diagnostics/local.ts";

const UNSUPPORTED = ["secrets", "mounts"] as const satisfies readonly (keyof StepOptionsIr)[];

export function checkLocal(program: LoweredProgram): readonly Diagnostic[] {
  return program.steps.flatMap((step) =>
    UNSUPPORTED.filter((option) => step.options[option] !== undefined).map((option) => report(step, option)),
  );
}

function report(step: StepIr, option: string): Diagnostic {
  return optionUnsupportedLocally(step.optionSpans[option] ?? step.span, { option });
}

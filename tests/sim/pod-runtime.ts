/** Stands for the pod runtime in bundles that run inside the test's own process: it hands the program over. */
import type { PodProgram } from "@argosy/sdk/runtime";

export const HAND_OVER: unique symbol = Symbol.for("argosy.sim.program");

export function runPod(program: PodProgram): void {
  (globalThis as { [HAND_OVER]?: PodProgram })[HAND_OVER] = program;
}

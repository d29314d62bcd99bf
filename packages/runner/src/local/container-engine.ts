/** Which container engine of this machine runs the steps that are programs of an image. */
import { execFile } from "node:child_process";
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { Environment } from "../environment.ts";
import type { ContainerEngine } from "../pod/container-engine.ts";

export type EngineKind = ContainerEngine["kind"];

/** A program has steps that need something which this machine lacks. */
export class MachineError extends Error {
  override readonly name: string = "MachineError";
}

const KINDS: readonly EngineKind[] = ["docker", "podman", "nerdctl", "ctr"];
// A client whose daemon hangs is no engine.
const ANSWERS_WITHIN_MS = 10_000;

/** Nothing for a program without container steps. @throws {MachineError} */
export async function engineFor(program: LoweredProgram, env: Environment): Promise<EngineKind | undefined> {
  const step = program.steps.find(({ work }) => work?.kind === "container");
  if (step === undefined) return undefined;
  for (const kind of KINDS) if (await answers(kind, env)) return kind;
  throw new MachineError(
    `${step.name} is a container step, and none of ${KINDS.join(", ")} answers on this machine; start one, or submit the pipeline to a cluster`,
  );
}

function answers(kind: EngineKind, env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(kind, ["version"], { env, timeout: ANSWERS_WITHIN_MS }, (error) => resolve(error === null));
  });
}

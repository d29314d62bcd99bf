import type { ts } from "ts-morph";
import { type ArmResult, fork } from "./branch.ts";
import { ALWAYS, anyTaken, type Completion } from "./completion.ts";
import type { Frame } from "./frame.ts";
import { UNDEFINED } from "./values.ts";

/** Goes on with `rest` on the paths that have not left, and keeps the exits of those that have. */
export function unlessLeft(
  completion: Completion,
  at: ts.Node,
  frame: Frame,
  rest: (frame: Frame) => Completion,
): Completion {
  if (completion.exits.length === 0) return rest(frame);
  // A single exit is taken whenever this arm runs.
  const exits =
    completion.exits.length === 1 ? completion.exits.map((one) => ({ ...one, when: ALWAYS })) : completion.exits;
  const left = (): ArmResult => ({ value: UNDEFINED, completion: { goesOn: false, exits } });
  const goes = (arm: Frame): ArmResult => ({ value: UNDEFINED, completion: rest(arm) });
  return fork(frame, anyTaken(completion.exits), at, { then: left, else: goes }).completion;
}

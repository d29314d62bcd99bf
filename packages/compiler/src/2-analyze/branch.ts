/** Two arms of which one runs: `if`, `?:`, `&&`, `||`, `??` and what follows a statement that may have left. */
import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { anyTaken, type Completion, NORMAL, staysInside } from "./completion.ts";
import { forkFlow, type Frame } from "./frame.ts";
import { Join } from "./join.ts";
import { UNDEFINED, type Value } from "./values.ts";

export interface ArmResult {
  readonly value: Value;
  readonly completion: Completion;
}

export type Arm = (frame: Frame) => ArmResult;

/** An arm that only has a value; what it throws leaves with the whole statement. */
function valueArm(compute: (frame: Frame) => Value): Arm {
  return (frame) => {
    const value = compute(frame);
    const exits = frame.flow.throws;
    frame.flow.throws = [];
    return { value, completion: exits.length === 0 ? NORMAL : { goesOn: true, exits } };
  };
}

interface Arms {
  readonly then: Arm;
  readonly else: Arm;
}

/** The value of whichever arm runs. */
export function branchValue(
  frame: Frame,
  cond: Expr,
  at: ts.Node,
  then: (frame: Frame) => Value,
  other: (frame: Frame) => Value,
): Value {
  return valueOf(branch(frame, cond, at, { then: valueArm(then), else: valueArm(other) }), frame);
}

/** The same for a condition that holds whatever has been thrown before it. */
export function forkValue(
  frame: Frame,
  cond: Expr,
  at: ts.Node,
  then: (frame: Frame) => Value,
  other: (frame: Frame) => Value,
): Value {
  return valueOf(fork(frame, cond, at, { then: valueArm(then), else: valueArm(other) }), frame);
}

function valueOf({ value, completion }: ArmResult, frame: Frame): Value {
  frame.flow.throws = [...frame.flow.throws, ...completion.exits];
  return value;
}

/**
 * Analyses both arms of a condition of the author's. One that reads a failed step is an error itself; of several steps
 * the last may never have been called, and what it would have given says nothing.
 */
export function branch(frame: Frame, cond: Expr, at: ts.Node, arms: Arms): ArmResult {
  const { throws } = frame.flow;
  if (throws.length < 2 || cond.kind === "lit") return fork(frame, cond, at, arms);
  let chosen: Value = UNDEFINED;
  const { completion } = fork(frame, anyTaken(throws), at, {
    then: () => ({ value: UNDEFINED, completion: NORMAL }),
    else: (inner) => {
      const result = fork(inner, cond, at, arms);
      chosen = result.value;
      return { value: UNDEFINED, completion: result.completion };
    },
  });
  // Where something was thrown, nobody sees it.
  return { value: chosen, completion };
}

/** Analyses both arms and joins what they leave; a condition that is constant leaves only one. */
export function fork(frame: Frame, cond: Expr, at: ts.Node, arms: Arms): ArmResult {
  if (cond.kind === "lit") return (cond.value ? arms.then : arms.else)(frame);
  const thenFlow = forkFlow(frame.flow);
  const elseFlow = forkFlow(frame.flow);
  const then = arms.then({ ...frame, flow: thenFlow });
  const other = arms.else({ ...frame, flow: elseFlow });
  const join = new Join(
    frame,
    cond,
    at,
    { flow: thenFlow, isLive: staysInside(then.completion, frame.soft) },
    { flow: elseFlow, isLive: staysInside(other.completion, frame.soft) },
  );
  const value = join.values(then.value, other.value, "value");
  const completion = join.completions(then.completion, other.completion);
  join.variables();
  join.finish();
  return { value, completion };
}

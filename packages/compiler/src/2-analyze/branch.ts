/** Two arms of which one runs: `if`, `?:`, `&&`, `||`, `??` and what follows a statement that may have left. */
import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { type Completion, NORMAL, staysInside } from "./completion.ts";
import { forkFlow, type Frame } from "./frame.ts";
import { Join } from "./join.ts";
import type { Value } from "./values.ts";

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

/** The value of whichever arm runs. */
export function branchValue(
  frame: Frame,
  cond: Expr,
  at: ts.Node,
  then: (frame: Frame) => Value,
  other: (frame: Frame) => Value,
): Value {
  const { value, completion } = branch(frame, cond, at, { then: valueArm(then), else: valueArm(other) });
  frame.flow.throws = [...frame.flow.throws, ...completion.exits];
  return value;
}

/** Analyses both arms and joins what they leave; a condition that is constant leaves only one. */
export function branch(
  frame: Frame,
  cond: Expr,
  at: ts.Node,
  arms: { readonly then: Arm; readonly else: Arm },
): ArmResult {
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

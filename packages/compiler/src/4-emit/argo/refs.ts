/** Travelling values, guards and outputs as Argo refers to them. */
import type { Guard, NativeTest, Source, ValueRef } from "@argosy/sdk/ir";
import {
  type Expression,
  inputExpression,
  inputTag,
  numberExpression,
  outputExpression,
  outputTag,
  quote,
  tag,
  wireOfString,
} from "./expr.ts";
import type { ScopeNames } from "./scope-names.ts";
import { OPERATORS } from "../native-operators.ts";

/** The wire text, where text is substituted. */
export function refText(ref: ValueRef, names: ScopeNames): string {
  switch (ref.kind) {
    case "task":
      return outputTag(names.task(ref.task), ref.port);
    case "input":
      return names.isBare(ref.name) ? tag(refExpression(ref, names)) : inputTag(names.input(ref.name));
    case "lit":
      return ref.wire;
  }
}

/** The wire text, as an expression. */
export function refExpression(ref: ValueRef, names: ScopeNames): Expression {
  switch (ref.kind) {
    case "task":
      return outputExpression(names.task(ref.task), ref.port);
    case "input": {
      const text = inputExpression(names.input(ref.name));
      return names.isBare(ref.name) ? wireOfString(text) : text;
    }
    case "lit":
      return quote(ref.wire);
  }
}

/** True when the guard lets its task run; neither way when the condition was skipped or threw. */
export function guardTest({ ref, is, native }: Guard, names: ScopeNames): Expression {
  if (native === undefined) return `${refExpression(ref, names)} == ${quote(String(is))}`;
  return is ? nativeTest(native, names) : `!(${nativeTest(native, names)})`;
}

/** True when every guard lets its task run; absent without guards. */
export function guardsTest(guards: readonly Guard[], names: ScopeNames): Expression | undefined {
  return guards.length === 0 ? undefined : guards.map((guard) => guardTest(guard, names)).join(" && ");
}

function nativeTest(test: NativeTest, names: ScopeNames): Expression {
  const text = inputExpression(names.input(test.param));
  switch (test.kind) {
    case "truthy":
      return `${text} == 'true'`;
    case "compare": {
      const { op, value } = test;
      if (typeof value === "number") return `fromJSON(${text}) ${OPERATORS[op]} ${numberExpression(value)}`;
      // A string given by hand may lack its quotes.
      return `(${text} startsWith ${quote('"')} ? fromJSON(${text}) : ${text}) ${OPERATORS[op]} ${quote(value)}`;
    }
  }
}

/** The output of a scope. Only the arm that is taken is evaluated: the other's tasks may not exist. */
export function sourceExpression(source: Source, names: ScopeNames): Expression {
  if (source.kind === "ref") return refExpression(source.ref, names);
  const arms = [source.then, source.else].map((arm) => sourceExpression(arm, names));
  return `(${guardTest(source.guard, names)} ? ${arms.join(" : ")})`;
}

/** The tasks that a source or a guard refers to. */
export function tasksOfRef(ref: ValueRef): readonly string[] {
  return ref.kind === "task" ? [ref.task] : [];
}

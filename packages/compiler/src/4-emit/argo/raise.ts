/** The task that fails a scope when the program threw and no step was there to meet it. */
import type { CheckTask } from "@argosy/sdk/ir";
import type { RootScope } from "./nest/nested-program.ts";
import { dependsOn } from "./depends.ts";
import { type Expression, isErrorWire, tag } from "./expr.ts";
import type { DagTask } from "./objects.ts";
import { ERROR } from "./protocol.ts";
import { guardsTest, refExpression, tasksOfRef } from "./refs.ts";
import type { ScopeNames } from "./scope-names.ts";
import { RAISE } from "./template-names.ts";

interface Raised {
  readonly test: Expression;
  readonly wire: Expression;
}

export function raiseTask(scope: RootScope, names: ScopeNames): DagTask | undefined {
  if (scope.raises.length === 0) return undefined;
  const raises = scope.raises.map(({ ref, guards }): Raised => {
    const wire = refExpression(ref, names);
    const test = guardsTest(guards, names);
    return { wire, test: test === undefined ? isErrorWire(wire) : `${test} && ${isErrorWire(wire)}` };
  });
  const refs = scope.raises.flatMap(({ ref, guards }) => [ref, ...guards.map((guard) => guard.ref)]);
  const producers = [...new Set(refs.flatMap((ref) => tasksOfRef(ref)))];
  const depends = dependsOn(producers, new Map(scope.tasks.map((task) => [task.id, task])), names);
  return {
    name: names.raise,
    ...(depends === undefined ? {} : { depends }),
    when: tag(raises.map(({ test }) => `(${test})`).join(" || ")),
    template: RAISE,
    arguments: { parameters: [{ name: ERROR, value: tag(firstError(raises)) }] },
  };
}

/** In the order of the program. */
function firstError(raises: readonly Raised[]): Expression {
  const last = raises.at(-1)?.wire ?? "''";
  return raises.slice(0, -1).reduceRight((rest, { test, wire }) => `${test} ? ${wire} : ${rest}`, last);
}

/** Runs, and fails, only if one of the values is an error; what needs it waits until that is known. */
export function checkTask(
  { id, refs }: CheckTask,
  { depends, when }: { readonly depends: string | undefined; readonly when: Expression | undefined },
  names: ScopeNames,
): DagTask {
  const found = refs.map((ref): Raised => {
    const wire = refExpression(ref, names);
    return { wire, test: isErrorWire(wire) };
  });
  const test = found.map((one) => one.test).join(" || ");
  return {
    name: names.task(id),
    ...(depends === undefined ? {} : { depends }),
    when: tag(when === undefined ? test : `${when} && (${test})`),
    template: RAISE,
    arguments: { parameters: [{ name: ERROR, value: tag(firstError(found)) }] },
  };
}

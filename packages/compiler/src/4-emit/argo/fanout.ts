/**
 * A fan-out as a DAG of its own: a task that has both a condition and a list hangs whoever reads it when the condition
 * is false, so the condition stays with the caller and the list is in here.
 */
import type { FanoutTask, ValueRef } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import { type Emission, scopeNamesOf } from "./emission.ts";
import { type Expression, inputExpression, inputTag, outputExpression, statusExpression, tag } from "./expr.ts";
import { type ArgoScope, runsOnce } from "./nest/nested-program.ts";
import type { DagTemplate, Parameter, Strings } from "./objects.ts";
import { OUT } from "./protocol.ts";
import { refText } from "./refs.ts";
import { freeName, type ScopeNames } from "./scope-names.ts";

/** The only task in it; its nodes are `each(0:0)`, `each(1:1)` … */
const EACH = "each";
/** The body's input. */
const ITEM_INPUT = "item";

/** What the wrapper is called with, under the names of the body. */
interface FanoutInputs {
  readonly items: string;
  readonly captures: readonly { readonly name: string; readonly ref: ValueRef }[];
  readonly place: string;
}

function inputsOf(task: FanoutTask, body: ScopeNames): FanoutInputs {
  const captures = Object.entries(task.captures).map(([name, ref]) => ({ name: body.input(name), ref }));
  const taken = new Set([body.place, ...captures.map(({ name }) => name)]);
  return { items: freeName("items", taken), captures, place: body.place };
}

/** The arguments of the task in `scope` that calls the wrapper. */
export function fanoutArguments(task: FanoutTask, scope: ArgoScope, emission: Emission): readonly Parameter[] {
  const names = scopeNamesOf(emission, scope.id);
  const inputs = inputsOf(task, scopeNamesOf(emission, task.body));
  const { over } = task;
  return [
    { name: inputs.items, value: over.kind === "constant" ? safeJson(over.items) : refText(over.ref, names) },
    ...inputs.captures.map(({ name, ref }) => ({ name, value: refText(ref, names) })),
    ...(runsOnce(scope, emission.program) ? [] : [{ name: inputs.place, value: inputTag(names.place) }]),
  ];
}

export function fanoutTemplate(
  task: FanoutTask,
  scope: ArgoScope,
  annotations: Strings,
  emission: Emission,
): DagTemplate {
  const body = scopeNamesOf(emission, task.body);
  const { items, captures, place } = inputsOf(task, body);
  const isNested = !runsOnce(scope, emission.program);
  const list = inputExpression(items);
  const isList = `type(fromJSON(${list})) == 'array'`;
  return {
    name: emission.names.fanout(task.body),
    metadata: { annotations },
    inputs: {
      parameters: [items, ...captures.map(({ name }) => name), ...(isNested ? [place] : [])].map((name) => ({ name })),
    },
    outputs: { parameters: [{ name: OUT, valueFrom: { expression: collected(list, isList), default: "[]" } }] },
    dag: {
      failFast: false,
      tasks: [
        {
          name: EACH,
          template: emission.names.scope(task.body),
          // By index: items would be part of every node's name.
          withSequence: { count: tag(`${isList} ? len(fromJSON(${list})) : 0`) },
          arguments: {
            parameters: [
              { name: body.input(ITEM_INPUT), value: itemText(task, list) },
              ...captures.map(({ name }) => ({ name, value: inputTag(name) })),
              { name: place, value: isNested ? `${inputTag(place)}/{{item}}` : "{{item}}" },
            ],
          },
        },
      ],
    },
  };
}

/** Over a plain array the index alone: Argo would decode and re-encode its elements. */
function itemText({ over }: FanoutTask, list: Expression): string {
  return over.kind === "array" ? "[{{item}}]" : tag(`fromJSON(${list})[int(item)]`);
}

/** The wire texts of all items. Without items Argo has none; an error in the list's place stands for the whole. */
function collected(list: Expression, isList: Expression): Expression {
  const texts = `toJson(map(fromJSON(${outputExpression(EACH, OUT)}), fromJSON(#)))`;
  return `${statusExpression(EACH)} != 'Skipped' ? ${texts} : ${isList} ? '[]' : ${list}`;
}

/** A scope of the program as one DAG. */
import type { PodTask, Scope, Source, Task, TaskId } from "@argosy/sdk/ir";
import { safeJson, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { dependsOn } from "./depends.ts";
import { type Emission, scopeNamesOf } from "./emission.ts";
import { inputTag, outputTag, tag } from "./expr.ts";
import { fanoutArguments } from "./fanout.ts";
import { loopArguments } from "./loop.ts";
import type { DagTask, DagTemplate, OutputParameter, Parameter, Strings } from "./objects.ts";
import { CALL, DONE, ERROR, IN, ITEM, OUT, RESULT } from "./protocol.ts";
import { raiseTask } from "./raise.ts";
import { inText } from "./reads.ts";
import { guardsTest, sourceExpression } from "./refs.ts";
import type { ScopeNames } from "./scope-names.ts";
import { GLUE, RAISE } from "./template-names.ts";

/** What a scope is for. */
export type ScopeUse = "main" | "item" | "round";

export function scopeTemplate(scope: Scope, use: ScopeUse, annotations: Strings, emission: Emission): DagTemplate {
  const names = scopeNamesOf(emission, scope.id);
  const inputs: readonly Parameter[] = [
    ...scope.inputs.map((name) => ({ name: names.input(name) })),
    ...(use === "main" ? [] : [{ name: names.place }]),
  ];
  return {
    name: emission.names.scope(scope.id),
    metadata: { annotations },
    ...(inputs.length === 0 ? {} : { inputs: { parameters: inputs } }),
    outputs: { parameters: outputsOf(scope, use, names) },
    // Everything that was started runs to its end; what waits for a failed task never starts.
    dag: { failFast: false, tasks: dagTasks(scope, names, emission) },
  };
}

function outputsOf({ output, done }: Scope, use: ScopeUse, names: ScopeNames): readonly OutputParameter[] {
  switch (use) {
    case "main":
      return [result(output, names)];
    case "item":
      return [itemOutput(output, names)];
    case "round": {
      const state = { expression: sourceExpression(output, names), default: UNDEFINED_WIRE };
      const isLast = done && { expression: sourceExpression(done, names), default: "false" };
      return [{ name: OUT, valueFrom: state }, ...(isLast === undefined ? [] : [{ name: DONE, valueFrom: isLast }])];
    }
  }
}

function dagTasks(scope: Scope, names: ScopeNames, emission: Emission): readonly DagTask[] {
  const byId = new Map(scope.tasks.map((task) => [task.id, task]));
  const raise = raiseTask(scope, names);
  const tasks = scope.tasks.map((task) => dagTask(task, byId, scope, names, emission));
  if (raise !== undefined) tasks.push(raise);
  return tasks.length === 0 ? [nothing(names)] : tasks;
}

/** A DAG has at least one task; this one never runs. */
function nothing(names: ScopeNames): DagTask {
  return { name: names.raise, when: "false", template: RAISE, arguments: { parameters: [{ name: ERROR, value: "" }] } };
}

function dagTask(
  task: Task,
  byId: ReadonlyMap<TaskId, Task>,
  scope: Scope,
  names: ScopeNames,
  emission: Emission,
): DagTask {
  const depends = dependsOn(task.needs, byId, names);
  const when = guardsTest(task.guards, names);
  return {
    name: names.task(task.id),
    ...(depends === undefined ? {} : { depends }),
    ...(when === undefined ? {} : { when: tag(when) }),
    template: templateOf(task, emission),
    arguments: {
      parameters: argumentsOf(task, scope, names, emission),
    },
  };
}

function argumentsOf(task: Task, scope: Scope, names: ScopeNames, emission: Emission): readonly Parameter[] {
  switch (task.kind) {
    case "pod":
      return podArguments(task, scope, names, emission);
    case "fanout":
      return fanoutArguments(task, scope, emission);
    case "loop":
      return loopArguments(task, scope, emission);
  }
}

function templateOf(task: Task, { names }: Emission): string {
  if (task.kind !== "pod") return names.fanout(task.body);
  return task.step === undefined ? GLUE : names.step(task.step);
}

function podArguments(task: PodTask, scope: Scope, names: ScopeNames, emission: Emission): readonly Parameter[] {
  return [
    { name: CALL, value: task.call },
    { name: IN, value: inText(task, names, emission) },
    ...(scope.id === emission.program.main ? [] : [{ name: ITEM, value: inputTag(names.place) }]),
  ];
}

function result(source: Source, names: ScopeNames): OutputParameter {
  const { kind } = source;
  if (kind === "ref" && source.ref.kind === "task") {
    const parameter = outputTag(names.task(source.ref.task), source.ref.port);
    return { name: RESULT, valueFrom: { parameter, default: UNDEFINED_WIRE } };
  }
  return { name: RESULT, valueFrom: { expression: sourceExpression(source, names), default: UNDEFINED_WIRE } };
}

/**
 * The wire text as a JSON string. Argo decodes and re-encodes what all items yield when all of it is objects or lists,
 * which changes the order of keys and undoes our escapes; strings it leaves alone.
 */
function itemOutput(source: Source, names: ScopeNames): OutputParameter {
  const expression = `toJson(${sourceExpression(source, names)})`;
  return { name: OUT, valueFrom: { expression, default: safeJson(UNDEFINED_WIRE) } };
}

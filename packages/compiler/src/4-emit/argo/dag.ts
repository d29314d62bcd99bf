/** A scope of the program as one DAG. */
import type { CheckTask, PipelineTask, PodTask, Source, TaskId } from "@argosy/sdk/ir";
import { safeJson, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { dependsOn } from "./depends.ts";
import { callOf, type Emission, scopeNamesOf } from "./emission.ts";
import { inputTag, outputTag, tag } from "./expr.ts";
import { fanoutArguments } from "./fanout.ts";
import { loopArguments } from "./loop.ts";
import type { DagTask, DagTemplate, OutputParameter, Parameter, Strings } from "./objects.ts";
import { CALL, DONE, ERROR, IN, ITEM, OUT, RESCUE, RESULT } from "./protocol.ts";
import {
  type ArgoScope,
  type ArgoTask,
  type GroupScope,
  type GroupTask,
  type RootScope,
  runsOnce,
} from "./nest/nested-program.ts";
import { checkTask, raiseTask } from "./raise.ts";
import { inText } from "./reads.ts";
import { rescueName } from "./rescue.ts";
import { waitArguments } from "./wait-templates.ts";
import { guardsTest, refExpression, refText, sourceExpression } from "./refs.ts";
import type { ScopeNames } from "./scope-names.ts";
import { GLUE, RAISE } from "./template-names.ts";

/** What a scope is for. */
export type ScopeUse = "main" | "item" | "round" | "pipeline";

export function scopeTemplate(scope: RootScope, use: ScopeUse, annotations: Strings, emission: Emission): DagTemplate {
  const names = scopeNamesOf(emission, scope.id);
  const raise = raiseTask(scope, names);
  return dagTemplate(scope, outputsOf(scope, use, names), raise === undefined ? [] : [raise], annotations, emission);
}

/** What the tasks outside read is handed on, with its default when its producer was skipped. */
export function groupTemplate(scope: GroupScope, annotations: Strings, emission: Emission): DagTemplate {
  const names = scopeNamesOf(emission, scope.id);
  const outputs = Object.entries(scope.ports).map(([name, ref]) => ({
    name,
    valueFrom: { parameter: refText(ref, names), default: UNDEFINED_WIRE },
  }));
  return dagTemplate(scope, outputs, [], annotations, emission);
}

function dagTemplate(
  scope: ArgoScope,
  outputs: readonly OutputParameter[],
  extra: readonly DagTask[],
  annotations: Strings,
  emission: Emission,
): DagTemplate {
  const names = scopeNamesOf(emission, scope.id);
  const inputs: readonly Parameter[] = [
    ...scope.inputs.map((name) => ({ name: names.input(name) })),
    ...(runsOnce(scope, emission.program) ? [] : [{ name: names.place }]),
  ];
  const tasks = [...dagTasks(scope, names, emission), ...extra];
  return {
    name: emission.names.scope(scope.id),
    metadata: { annotations },
    ...(inputs.length === 0 ? {} : { inputs: { parameters: inputs } }),
    ...(outputs.length === 0 ? {} : { outputs: { parameters: outputs } }),
    // Everything that was started runs to its end; what waits for a failed task never starts.
    dag: { failFast: false, tasks: tasks.length === 0 ? [nothing(names)] : tasks },
  };
}

function outputsOf({ output, done }: RootScope, use: ScopeUse, names: ScopeNames): readonly OutputParameter[] {
  switch (use) {
    case "main":
      return [result(output, names)];
    case "pipeline":
      return [{ ...result(output, names), name: OUT }];
    case "item":
      return [itemOutput(output, names)];
    case "round": {
      const state = { expression: sourceExpression(output, names), default: UNDEFINED_WIRE };
      const isLast = done && { expression: sourceExpression(done, names), default: "false" };
      return [{ name: OUT, valueFrom: state }, ...(isLast === undefined ? [] : [{ name: DONE, valueFrom: isLast }])];
    }
  }
}

function dagTasks(scope: ArgoScope, names: ScopeNames, emission: Emission): readonly DagTask[] {
  const byId = new Map(scope.tasks.map((task) => [task.id, task]));
  return scope.tasks.map((task) => dagTask(task, byId, scope, names, emission));
}

/** A DAG has at least one task; this one never runs. */
function nothing(names: ScopeNames): DagTask {
  return { name: names.raise, when: "false", template: RAISE, arguments: { parameters: [{ name: ERROR, value: "" }] } };
}

function dagTask(
  task: ArgoTask,
  byId: ReadonlyMap<TaskId, ArgoTask>,
  scope: ArgoScope,
  names: ScopeNames,
  emission: Emission,
): DagTask {
  const depends = dependsOn(task.needs, byId, names);
  const when = guardsTest(task.guards, names);
  if (task.kind === "check") return checkTask(task, { depends, when }, names);
  const parameters = argumentsOf(task, scope, names, emission);
  return {
    name: names.task(task.id),
    ...(depends === undefined ? {} : { depends }),
    ...(when === undefined ? {} : { when: tag(when) }),
    template: templateOf(task, emission),
    ...(parameters.length === 0 ? {} : { arguments: { parameters } }),
  };
}

function argumentsOf(
  task: Exclude<ArgoTask, CheckTask>,
  scope: ArgoScope,
  names: ScopeNames,
  emission: Emission,
): readonly Parameter[] {
  switch (task.kind) {
    case "pod":
      return podArguments(task, scope, names, emission);
    case "wait":
      return waitArguments(task);
    case "fanout":
      return fanoutArguments(task, scope, emission);
    case "loop":
      return loopArguments(task, scope, emission);
    case "group":
      return groupArguments(task, scope, names, emission);
    case "pipeline":
      return pipelineArguments(task, scope, names, emission);
  }
}

function groupArguments(
  { body, captures }: GroupTask,
  scope: ArgoScope,
  names: ScopeNames,
  emission: Emission,
): readonly Parameter[] {
  const inner = scopeNamesOf(emission, body);
  return [
    ...Object.entries(captures).map(([name, ref]) => ({ name: inner.input(name), value: refText(ref, names) })),
    ...(runsOnce(scope, emission.program) ? [] : [{ name: inner.place, value: inputTag(names.place) }]),
  ];
}

/** Its pods are told apart from those of other calls by the task that calls it. */
function pipelineArguments(
  { id, body, captures, deeper = [] }: PipelineTask,
  scope: ArgoScope,
  names: ScopeNames,
  emission: Emission,
): readonly Parameter[] {
  const inner = scopeNamesOf(emission, body);
  const place = runsOnce(scope, emission.program) ? id : `${inputTag(names.place)}/${id}`;
  return [
    ...Object.entries(captures).map(([name, ref]) => ({
      name: inner.input(name),
      value: deeper.includes(name) ? tag(`int(${refExpression(ref, names)}) + 1`) : refText(ref, names),
    })),
    { name: inner.place, value: place },
  ];
}

function templateOf(task: Exclude<ArgoTask, CheckTask>, emission: Emission): string {
  const { names } = emission;
  if (task.kind === "group" || task.kind === "pipeline") return names.scope(task.body);
  if (task.kind === "wait") return names.wait(task.wait);
  if (task.kind !== "pod") return names.fanout(task.body);
  if (task.step === undefined) return GLUE;
  const { template } = callOf(emission, task.step);
  return task.rescue === undefined ? template : rescueName(template);
}

function podArguments(task: PodTask, scope: ArgoScope, names: ScopeNames, emission: Emission): readonly Parameter[] {
  return [
    { name: CALL, value: task.call },
    { name: IN, value: inText(task, names, emission) },
    ...(task.step === undefined ? [] : callOf(emission, task.step).parameters),
    ...(task.rescue === undefined ? [] : [{ name: RESCUE, value: task.rescue }]),
    ...(runsOnce(scope, emission.program) ? [] : [{ name: ITEM, value: inputTag(names.place) }]),
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

/**
 * Proves that everything the documents refer to exists, and ends before it is read. Argo waits for ever for what does
 * not exist; neither its lint nor the API server says so.
 */
import type { KubernetesObject } from "../backend.ts";
import { EmitError } from "./emit-error.ts";
import { type ReferencePath, referencesInExpression, referencesInText } from "./expression-scan.ts";
import type {
  ContainerTemplate,
  DagTask,
  DagTemplate,
  Outputs,
  Parameter,
  StepsTemplate,
  Template,
  WorkflowSpec,
} from "./objects.ts";

/** @throws {EmitError} naming the first reference that leads nowhere. */
export function assertReferences(document: KubernetesObject): void {
  const [problem] = danglingReferences(document);
  if (problem !== undefined) throw new EmitError(problem);
}

/** Every reference of a workflow template that leads nowhere. */
export function danglingReferences(document: KubernetesObject): readonly string[] {
  const spec = document.spec as WorkflowSpec;
  const templates = new Map(spec.templates.map((template) => [template.name, template]));
  return [
    ...checkEntry(spec, templates),
    ...textsIn([spec.podSpecPatch, spec.volumes]).flatMap((text) =>
      unknownIn(referencesInText(text), isGlobal, "the spec"),
    ),
    ...spec.templates.flatMap((template) =>
      "dag" in template
        ? checkDag(template, templates)
        : "steps" in template
          ? checkSteps(template, templates)
          : "container" in template
            ? checkContainer(template)
            : [],
    ),
  ];
}

type Templates = ReadonlyMap<string, Template>;
type IsKnown = (path: ReferencePath) => boolean;

function checkEntry(spec: WorkflowSpec, templates: Templates): readonly string[] {
  const entry = templates.get(spec.entrypoint);
  if (entry === undefined) return [`there is no entry template \`${spec.entrypoint}\``];
  return [
    ...checkArguments(spec.arguments?.parameters ?? [], entry, "the workflow's arguments"),
    ...checkHook(spec, templates),
  ];
}

/** What it is given are parameters of the run, and outputs that need not be there. */
function checkHook({ hooks }: WorkflowSpec, templates: Templates): readonly string[] {
  if (hooks === undefined) return [];
  const { template, arguments: given } = hooks.exit;
  const target = templates.get(template);
  if (target === undefined) return [`the exit handler \`${template}\` does not exist`];
  return checkArguments(given.parameters, target, "the exit handler's arguments");
}

/** A step refers to those of the groups before its own. */
function checkSteps(template: StepsTemplate, templates: Templates): readonly string[] {
  return template.steps.flatMap((group, index) => {
    const before = new Set(template.steps.slice(0, index).flatMap((one) => one.map(({ name }) => name)));
    const isKnown: IsKnown = (path) =>
      isInput(path, template) || (path[0] === "steps" && before.has(path[1] ?? "") && path[2] === "status");
    return group.flatMap((task) => checkTask(task, before, isKnown, template.name, templates));
  });
}

function checkContainer(template: ContainerTemplate): readonly string[] {
  const { name, container, initContainers, podSpecPatch, volumes, retryStrategy } = template;
  const retries: IsKnown = ([root]) => root === "retries" && retryStrategy !== undefined;
  const isKnown: IsKnown = (path) => isGlobal(path) || isInput(path, template) || retries(path);
  const texts = textsIn([container, initContainers, podSpecPatch, volumes, template.metadata]);
  const lastRetry: IsKnown = ([root, field, ...rest]) =>
    root === "lastRetry" && rest.length === 0 && ["exitCode", "status", "message", "duration"].includes(field ?? "");
  return [
    ...texts.flatMap((text) => unknownIn(referencesInText(text), isKnown, name)),
    ...unknownIn(referencesInExpression(retryStrategy?.expression ?? ""), lastRetry, `${name}'s retries`),
  ];
}

function checkDag(template: DagTemplate, templates: Templates): readonly string[] {
  const { tasks } = template.dag;
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const ancestors = ancestorsOf(tasks);
  const isKnownOf =
    (before: ReadonlySet<string>): IsKnown =>
    (path) =>
      isGlobal(path) || isInput(path, template) || isOutput(path, before, byName, templates);
  const names = new Set(byName.keys());
  return [
    ...(byName.size < tasks.length ? [`two tasks of ${template.name} have the same name`] : []),
    ...tasks.flatMap((task) => {
      const isKnown = isKnownOf(ancestors.get(task.name) ?? new Set());
      return checkTask(task, names, (path) => isKnown(path) || isItem(path, task), template.name, templates);
    }),
    ...outputTexts(template.outputs).flatMap((found) =>
      unknownIn(found, isKnownOf(names), `the outputs of ${template.name}`),
    ),
  ];
}

function checkTask(
  task: DagTask,
  names: ReadonlySet<string>,
  isKnown: IsKnown,
  dag: string,
  templates: Templates,
): readonly string[] {
  const where = `${task.name} in ${dag}`;
  const target = templates.get(task.template ?? "");
  const unknown = dependenciesOf(task).filter((name) => !names.has(name));
  return [
    ...unknown.map((name) => `${where} depends on \`${name}\`, which does not exist`),
    ...(target === undefined
      ? [`${where} runs the template \`${task.template}\`, which does not exist`]
      : checkArguments(task.arguments?.parameters ?? [], target, where)),
    ...textsIn([task.arguments, task.when, task.withSequence]).flatMap((text) =>
      unknownIn(referencesInText(text), isKnown, where),
    ),
  ];
}

/** Every input has its argument, and every argument its input. */
function checkArguments(given: readonly Parameter[], target: Template, where: string): readonly string[] {
  const inputs = target.inputs?.parameters ?? [];
  const names = new Set(given.map(({ name }) => name));
  const missing = inputs.filter((input) => input.default === undefined && !names.has(input.name));
  const extra = given.filter(({ name }) => !inputs.some((input) => input.name === name));
  return [
    ...missing.map(({ name }) => `${where} does not give \`${name}\` to ${target.name}`),
    ...extra.map(({ name }) => `${where} gives \`${name}\`, which ${target.name} does not take`),
  ];
}

/** For each task the tasks that have ended when it starts. Tasks in a circle have none that are not in it. */
function ancestorsOf(tasks: readonly DagTask[]): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(tasks.map((task) => [task.name, dependenciesOf(task)]));
  const found = new Map<string, Set<string>>();
  const visit = (name: string, open: ReadonlySet<string>): Set<string> => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const ancestors = new Set<string>();
    for (const parent of direct.get(name) ?? []) {
      if (open.has(parent)) throw new EmitError(`the tasks ${[...open].join(", ")} depend on each other`);
      ancestors.add(parent);
      for (const one of visit(parent, new Set([...open, parent]))) ancestors.add(one);
    }
    found.set(name, ancestors);
    return ancestors;
  };
  for (const { name } of tasks) visit(name, new Set([name]));
  return found;
}

function dependenciesOf({ depends = "" }: DagTask): readonly string[] {
  return [...depends.matchAll(/([A-Za-z0-9][-A-Za-z0-9]*)\.(?:Succeeded|Skipped|Failed|Errored)/g)].map(
    ([, name]) => name as string,
  );
}

function isGlobal(path: ReferencePath): boolean {
  return path.join(".") === "workflow.name";
}

function isInput([root, kind, name, ...rest]: ReferencePath, template: Template): boolean {
  const inputs = template.inputs?.parameters ?? [];
  return root === "inputs" && kind === "parameters" && rest.length === 0 && inputs.some((input) => input.name === name);
}

function isItem(path: ReferencePath, task: DagTask): boolean {
  return path.join(".") === "item" && task.withSequence !== undefined;
}

function isOutput(
  path: ReferencePath,
  before: ReadonlySet<string>,
  tasks: ReadonlyMap<string, DagTask>,
  templates: Templates,
): boolean {
  const [root, name = "", field, kind, port, ...rest] = path;
  if (root !== "tasks" || !before.has(name)) return false;
  if (field === "status" || field === "exitCode" || field === "startedAt" || field === "finishedAt")
    return kind === undefined;
  const outputs = templates.get(tasks.get(name)?.template ?? "")?.outputs?.parameters ?? [];
  return field === "outputs" && kind === "parameters" && rest.length === 0 && outputs.some((one) => one.name === port);
}

function outputTexts(outputs: Outputs | undefined): readonly (readonly ReferencePath[])[] {
  return (outputs?.parameters ?? []).map(({ valueFrom }) => {
    if ("expression" in valueFrom) return referencesInExpression(valueFrom.expression);
    return "parameter" in valueFrom ? referencesInText(valueFrom.parameter) : [];
  });
}

function unknownIn(found: readonly ReferencePath[], isKnown: IsKnown, where: string): readonly string[] {
  return found
    .filter((path) => !isKnown(path))
    .map((path) => `${where} refers to \`${path.join(".")}\`, which it cannot`);
}

/** Every string in it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((one) => textsIn(one));
}

/** A DAG template: tasks in their order, lists, conditions, and what becomes of the whole. */
import { holds, tasksIn } from "./depends.ts";
import type { Node, Phase, Task, Template } from "./document.ts";
import { type Environment, ExpressionError, goJson, Unresolved } from "./expression.ts";
import { dagOutput, defaultOutputs, type Run, templateOf } from "./run.ts";
import { ABSENT, substitute } from "./substitute.ts";

type Dag = NonNullable<Template["dag"]>;

export async function runDag(run: Run, template: Template, dag: Dag, environment: Environment): Promise<Node> {
  const nodes = new Map<string, Node>();
  const tasks = new Map(dag.tasks.map((task) => [task.name, task]));
  const ends = new Map(dag.tasks.map((task) => [task.name, Promise.withResolvers<void>()]));
  const ancestors = ancestorsOf(tasks);
  const results = await Promise.allSettled(
    dag.tasks.map(async (task) => {
      try {
        for (const name of tasksIn(task.depends ?? "")) await ends.get(name)?.promise;
        const seen = scopeOf(run, tasks, nodes, ancestors.get(task.name) ?? new Set(), environment);
        nodes.set(task.name, await runTask(run, task, nodes, seen));
      } finally {
        // Also when it hangs: what waits for it finds no node, and hangs too.
        ends.get(task.name)?.resolve();
      }
    }),
  );
  const broken = results.find((result) => result.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  const phase = phaseOf(dag, tasks, nodes);
  if (phase !== "Succeeded") return { phase, message: messageOf(nodes) };
  const all = scopeOf(run, tasks, nodes, new Set(tasks.keys()), environment);
  const outputs = (template.outputs?.parameters ?? []).map((output) => [output.name, dagOutput(output, all)] as const);
  return { phase, outputs: new Map(outputs) };
}

function ancestorsOf(tasks: ReadonlyMap<string, Task>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  const visit = (name: string): ReadonlySet<string> => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const task = tasks.get(name);
    if (task === undefined) throw new Error(`there is no task ${name}`);
    const direct = tasksIn(task.depends ?? "");
    const all = new Set(direct.flatMap((one) => [one, ...visit(one)]));
    found.set(name, all);
    return all;
  };
  for (const name of tasks.keys()) visit(name);
  return found;
}

/** Of other tasks only those that come before are seen. */
function scopeOf(
  run: Run,
  tasks: ReadonlyMap<string, Task>,
  nodes: ReadonlyMap<string, Node>,
  seen: ReadonlySet<string>,
  environment: Environment,
): Environment {
  const entries = [...seen].flatMap((name) => {
    const [task, node] = [tasks.get(name), nodes.get(name)];
    return task === undefined || node === undefined ? [] : [[name, taskScope(run, task, node)] as const];
  });
  return { ...environment, tasks: Object.fromEntries(entries) };
}

function taskScope(run: Run, task: Task, node: Node): Environment {
  const never = node.phase === "Skipped" || node.phase === "Omitted";
  const parameters = never ? defaultOutputs(templateOf(run, task.template)) : node.outputs;
  const outputs = parameters instanceof Map ? Object.fromEntries(parameters) : parameters;
  return {
    status: node.phase,
    ...(node.exitCode === undefined ? {} : { exitCode: String(node.exitCode) }),
    ...(outputs === undefined ? {} : { outputs: { parameters: outputs } }),
  };
}

async function runTask(run: Run, task: Task, nodes: ReadonlyMap<string, Node>, scope: Environment): Promise<Node> {
  const phase = (name: string): Phase => {
    const node = nodes.get(name);
    // What it waits for hangs, and so does it.
    if (node === undefined) throw new Unresolved(`tasks.${name}`);
    return node.phase;
  };
  if (task.depends !== undefined && !holds(task.depends, phase)) return { phase: "Omitted" };
  try {
    const goes = task.when === undefined || isTrue(task.when, scope);
    const isGroup = task.withParam !== undefined || task.withItems !== undefined || task.withSequence !== undefined;
    // A list behind a false condition: the group has succeeded, and has no outputs.
    if (!goes) return isGroup ? { phase: "Succeeded" } : { phase: "Skipped" };
    return isGroup ? await runGroup(run, task, scope) : await run.runTemplate(task.template, argumentsOf(task, scope));
  } catch (error) {
    if (error instanceof ExpressionError) return { phase: "Error", message: error.message };
    throw error;
  }
}

function isTrue(when: string, scope: Environment): boolean {
  const text = substitute(when, scope);
  if (text === "true" || text === "false") return text === "true";
  throw new ExpressionError(`when is ${String(text)}, which is not known here`);
}

function argumentsOf(task: Task, scope: Environment): ReadonlyMap<string, string | typeof ABSENT> {
  return new Map(
    (task.arguments?.parameters ?? []).map(({ name, value }) => {
      if (value === undefined) throw new ExpressionError(`the argument ${name} has no value`);
      return [name, substitute(value, scope)];
    }),
  );
}

async function runGroup(run: Run, task: Task, scope: Environment): Promise<Node> {
  const items = itemsOf(task, scope);
  if (items.length === 0) return { phase: "Skipped", message: "Skipped, empty params" };
  const children = await Promise.all(
    items.map((item) => {
      const text = typeof item === "string" ? item : JSON.stringify(item);
      return run.runTemplate(task.template, argumentsOf(task, { ...scope, item: text }));
    }),
  );
  const failed = children.find(({ phase }) => phase !== "Succeeded" && phase !== "Skipped");
  const names = (templateOf(run, task.template).outputs?.parameters ?? []).map(({ name }) => name);
  const outputs = new Map(
    names.map((name) => [
      name,
      aggregate(children.flatMap(({ phase, outputs: own }) => (phase === "Succeeded" ? (own?.get(name) ?? []) : []))),
    ]),
  );
  return failed === undefined
    ? { phase: "Succeeded", outputs }
    : { phase: failed.phase, outputs, ...(failed.message === undefined ? {} : { message: failed.message }) };
}

function itemsOf({ withParam, withItems, withSequence }: Task, scope: Environment): readonly unknown[] {
  if (withItems !== undefined) return withItems;
  if (withSequence !== undefined) {
    const count = Number(substitute(withSequence.count, scope));
    if (!Number.isInteger(count) || count < 0) throw new ExpressionError(`a sequence of ${String(withSequence.count)}`);
    return Array.from({ length: count }, (_, index) => String(index));
  }
  const text = substitute(withParam ?? "", scope);
  try {
    const list = JSON.parse(String(text)) as unknown;
    if (Array.isArray(list)) return list as readonly unknown[];
  } catch {
    // Said below.
  }
  throw new ExpressionError(`withParam value could not be parsed as a JSON list: ${String(text)}`);
}

/** A JSON array of strings; objects and lists are decoded when there is nothing else. */
function aggregate(texts: readonly string[]): string {
  const decoded = texts.map((text) => {
    try {
      const value = JSON.parse(text) as unknown;
      return typeof value === "object" && value !== null ? value : undefined;
    } catch {
      return undefined;
    }
  });
  return goJson(decoded.every((value) => value !== undefined) ? decoded : texts);
}

/** Decided by the leaves, or by the targets; a leaf that was omitted has the fate of what it waited for. */
function phaseOf(dag: Dag, tasks: ReadonlyMap<string, Task>, nodes: ReadonlyMap<string, Node>): Phase {
  const waitedFor = new Set(dag.tasks.flatMap((task) => tasksIn(task.depends ?? "")));
  const targets = dag.target?.split(/\s+/) ?? [...tasks.keys()].filter((name) => !waitedFor.has(name));
  const fates = fatesOf(targets, tasks, nodes);
  if (fates.includes("Error")) return "Error";
  return fates.includes("Failed") ? "Failed" : "Succeeded";
}

/** Each task is looked at once: of those that run one after the other, many are waited for on more than one way. */
function fatesOf(
  targets: readonly string[],
  tasks: ReadonlyMap<string, Task>,
  nodes: ReadonlyMap<string, Node>,
): readonly Phase[] {
  const known = new Map<string, Phase>();
  const fate = (name: string): Phase => {
    const found = known.get(name) ?? lookUp(name);
    known.set(name, found);
    return found;
  };
  const lookUp = (name: string): Phase => {
    const phase = nodes.get(name)?.phase ?? "Error";
    if (phase !== "Omitted") return phase;
    const before = tasksIn(tasks.get(name)?.depends ?? "").map(fate);
    return before.find((one) => one === "Failed" || one === "Error") ?? "Omitted";
  };
  return targets.map(fate);
}

function messageOf(nodes: ReadonlyMap<string, Node>): string {
  return [...nodes.values()].find(({ phase }) => phase === "Failed" || phase === "Error")?.message ?? "";
}

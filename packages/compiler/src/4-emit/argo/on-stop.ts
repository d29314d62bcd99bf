/** The exit handler that starts what is due of `finally` blocks when a run was stopped, or its time was over. */
import type { Guard, PodTask, TaskId, ValueRef } from "@argosy/sdk/ir";
import { encodeWireError, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { EmitError } from "./emit-error.ts";
import { callOf, type Emission, scopeNamesOf } from "./emission.ts";
import { type Expression, inputExpression, quote, tag } from "./expr.ts";
import type { Limits } from "./limits.ts";
import type { DagTask, Inputs, Parameter, StepsTemplate, Template } from "./objects.ts";
import { CALL, IN, OUT } from "./protocol.ts";
import { inText } from "./reads.ts";
import { guardTest, guardsTest, refExpression } from "./refs.ts";
import { rescueName } from "./rescue.ts";
import { freeName, type ScopeNames } from "./scope-names.ts";
import { type StoppedStep, stopPlan } from "./stop-plan.ts";
import { GLUE } from "./template-names.ts";

/** Two hyphens, which no step's name has. */
const NAME = "finally--stopped";

export interface OnStop {
  readonly template: StepsTemplate;
  /** What the handler is given: parameters of the run, and outputs with a global name, empty where there are none. */
  readonly arguments: Inputs;
  /** The templates with global names for the outputs that it asks for. */
  readonly record: (templates: readonly Template[]) => readonly Template[];
}

/** Undefined without a `finally` block that it could run. */
export function onStop(emission: Emission, limits: Pick<Limits, "tasks">): OnStop | undefined {
  const { program } = emission;
  const { steps } = stopPlan(program, limits.tasks);
  if (steps.length === 0) return undefined;
  const records = new Records(emission);
  const groups = steps.map((step) => [stoppedStep(step, records, emission)]);
  const names = scopeNamesOf(emission, program.main);
  const params = (program.scopes[program.main]?.inputs ?? []).map((name) => ({
    name: names.input(name),
    value: `{{workflow.parameters.${name}}}`,
  }));
  const given = [...params, ...records.parameters()];
  return {
    template: {
      name: NAME,
      ...(given.length === 0 ? {} : { inputs: { parameters: given.map(({ name }) => ({ name })) } }),
      // One after the other: under a stop Argo ends a DAG before its second task.
      steps: groups,
    },
    arguments: { parameters: given },
    record: (templates) => templates.map((template) => records.mark(template)),
  };
}

/** A value that nobody can know any more: whoever needs it after all fails with that. */
const STOPPED = encodeWireError({ name: "CancelledError", message: "the run was stopped" });

function stoppedStep({ task, isKnown, before, behind }: StoppedStep, records: Records, emission: Emission): DagTask {
  const { names } = records;
  const known = (ref: ValueRef): ValueRef => (isKnown(ref) ? records.refer(ref) : { kind: "lit", wire: STOPPED });
  const guarded = (guard: Guard): Guard => ({ ...guard, ref: records.refer(guard.ref) });
  const reads = Object.fromEntries(Object.entries(task.reads).map(([name, ref]) => [name, known(ref)]));
  const call = callOf(emission, task.step ?? "");
  // At most once: with what it was started before, in its place in the graph, it leaves its output, whatever came of it.
  const tests = [
    `${records.raw(task, false)} == ''`,
    ...before.map((one) => ended(one, records, guarded)),
    ...behind.map((one) => `(${stepStatus(names.task(one.id))} == 'Succeeded' || ${ended(one, records, guarded)})`),
    guardsTest(task.guards.map(guarded), names),
  ].filter((test) => test !== undefined);
  return {
    name: names.task(task.id),
    when: tag(tests.join(" && ")),
    template: call.template,
    arguments: {
      parameters: [
        { name: CALL, value: task.call },
        { name: IN, value: inText({ ...task, reads }, names, emission) },
        ...call.parameters,
      ],
    },
    continueOn: { failed: true, error: true },
  };
}

function stepStatus(name: string): Expression {
  return `steps['${name}'].status`;
}

/** The result of a step is never `undefined`, so that one is the default of a pod that left none. */
function ended(task: PodTask, records: Records, guarded: (guard: Guard) => Guard): Expression {
  const before = (): readonly Expression[] =>
    task.needs.map((id) => ended(records.podOf(id), records, guarded)).filter((test) => test !== ALWAYS);
  if (task.step === undefined) return both(before());
  const output = records.raw(task, task.rescue !== undefined);
  const isThere = `(${output} != '' && ${output} != ${quote(UNDEFINED_WIRE)})`;
  if (task.guards.length === 0) return isThere;
  const skipped = task.guards.map((guard) => isSkipped(guarded(guard), records.names));
  return `(${isThere} || ${both([...before(), `(${skipped.join(" || ")})`])})`;
}

const ALWAYS: Expression = "true";

function both(tests: readonly Expression[]): Expression {
  return tests.length === 0 ? ALWAYS : [...new Set(tests)].join(" && ");
}

/** False also where it is not known yet. */
function isSkipped(guard: Guard, names: ScopeNames): Expression {
  if (guard.native !== undefined) return `!(${guardTest(guard, names)})`;
  return `${refExpression(guard.ref, names)} == ${quote(String(!guard.is))}`;
}

interface Recorded {
  readonly input: string;
  readonly task: PodTask;
  readonly port: string;
  readonly isCaught: boolean;
}

/** The outputs of the graph's tasks that the handler asks for, each an input of its own. */
class Records {
  readonly names: ScopeNames;
  readonly #emission: Emission;
  readonly #own: ScopeNames;
  readonly #taken: Set<string>;
  readonly #byKey = new Map<string, Recorded>();

  constructor(emission: Emission) {
    const { program } = emission;
    this.#emission = emission;
    this.#own = scopeNamesOf(emission, program.main);
    this.#taken = new Set((program.scopes[program.main]?.inputs ?? []).map((name) => this.#own.input(name)));
    this.names = { ...this.#own, input: (name) => this.#byKey.get(name)?.input ?? this.#own.input(name) };
  }

  /** The value as an input of the handler. */
  refer(ref: ValueRef): ValueRef {
    if (ref.kind !== "task") return ref;
    const task = this.podOf(ref.task);
    return { kind: "input", name: this.#key(task, ref.port, task.rescue !== undefined), lists: ref.lists };
  }

  podOf(id: TaskId): PodTask {
    const { program } = this.#emission;
    const task = program.scopes[program.main]?.tasks.find((one) => one.id === id);
    if (task?.kind !== "pod") throw new EmitError(`\`${id}\` is no pod of the pipeline's own`);
    return task;
  }

  /** The output of the step as it was recorded; empty when the task never was. */
  raw(task: PodTask, isCaught: boolean): Expression {
    return inputExpression(this.names.input(this.#key(task, OUT, isCaught)));
  }

  parameters(): readonly Parameter[] {
    return [...this.#byKey.values()].map(({ input, task, port, isCaught }) => ({
      name: input,
      value: tag(`get(workflow.outputs?.parameters, ${quote(globalName(task.call, port, isCaught))}) ?? ''`),
    }));
  }

  /** The template with a global name for each output that is asked for; who calls it makes it unique. */
  mark(template: Template): Template {
    const ports = new Map(
      [...this.#byKey.values()]
        .filter((one) => this.#templateOf(one) === template.name)
        .map(({ port, isCaught }) => [port, globalName(`{{inputs.parameters.${CALL}}}`, port, isCaught)]),
    );
    if (ports.size === 0 || template.outputs === undefined) return template;
    const parameters = template.outputs.parameters.map((output) => {
      const name = ports.get(output.name);
      return name === undefined ? output : { name: output.name, globalName: name, valueFrom: output.valueFrom };
    });
    return { ...template, outputs: { parameters } };
  }

  #templateOf({ task: { step }, isCaught }: Recorded): string {
    if (step === undefined) return GLUE;
    const { template } = callOf(this.#emission, step);
    return isCaught ? rescueName(template) : template;
  }

  #key(task: PodTask, port: string, isCaught: boolean): string {
    const key = `${task.id}/${isCaught ? "caught/" : ""}${port}`;
    if (!this.#byKey.has(key)) {
      const input = freeName(`${task.id}-${port}`, this.#taken);
      this.#taken.add(input);
      this.#byKey.set(key, { input, task, port, isCaught });
    }
    return key;
  }
}

function globalName(call: string, port: string, isCaught: boolean): string {
  return `${call}-${isCaught ? "caught-" : ""}${port}`;
}

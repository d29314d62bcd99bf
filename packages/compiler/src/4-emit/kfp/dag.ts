/**
 * A DAG component while it is built. A task sees its siblings and the inputs of its own DAG only, so a value that is
 * needed further in is handed on from DAG to DAG, and one that is needed further out is an output of each.
 */
import type { Json } from "@argosy/sdk/ir";
import type {
  ArtifactBinding,
  ByKey,
  ComponentSpec,
  DagOutput,
  Definitions,
  ParameterBinding,
  ParameterDefinition,
  ParameterSelector,
  ParameterType,
  RetryPolicy,
  TaskSpec,
} from "./objects.ts";
import { GENERIC_ARTIFACT } from "./artifact-types.ts";
import { EmitError } from "../shared/emit-error.ts";
import { keyOf, UniqueNames } from "./unique-names.ts";

/**
 * How a parameter's text becomes a value in a pod: `wire` text of ours, the bare `text` of a string, or the `json` of a
 * pipeline's parameter.
 */
export type Form = "wire" | "text" | "json";

export interface Channel {
  readonly type: ParameterType | "ARTIFACT";
  readonly form: Form;
  readonly optional?: boolean;
}

export type Origin =
  | { readonly kind: "input"; readonly key: string }
  | { readonly kind: "task"; readonly task: string; readonly key: string }
  | { readonly kind: "constant"; readonly value: Json };

/** Something a task of one DAG may be given. */
export interface Value extends Channel {
  readonly origin: Origin;
}

export const WIRE: Channel = { type: "STRING", form: "wire" };

export interface DagTask {
  readonly name: string;
  component: string;
  /** An output that is there whenever the task has run. */
  alwaysGives?: string | undefined;
  readonly needs: Set<string>;
  readonly inputs: Map<string, Value>;
  condition?: string;
  iterator?: TaskSpec["parameterIterator"];
  parallelism?: number;
  retry?: RetryPolicy;
  isCached: boolean;
}

/** `scope`: of the pipeline or of an item. `branches` holds the `arm`s of one condition. */
export type DagKind = "scope" | "branches" | "arm";

export class Dag {
  readonly component: string;
  readonly kind: DagKind;
  readonly parent: { readonly dag: Dag; readonly task: DagTask } | undefined;
  readonly tasks: Map<string, DagTask> = new Map();
  readonly #inputs: Map<string, Channel> = new Map();
  readonly #definitions: Map<string, ParameterDefinition> = new Map();
  readonly #outputs: Map<string, { readonly type: ParameterType; readonly selectors: ParameterSelector[] }> = new Map();
  readonly #accepted: Map<string, string> = new Map();
  readonly #exported: Map<string, string> = new Map();
  readonly #inputNames: UniqueNames = new UniqueNames();
  readonly #outputNames: UniqueNames = new UniqueNames();
  readonly #taskNames: UniqueNames = new UniqueNames();

  constructor(component: string, kind: DagKind, parent?: { readonly dag: Dag; readonly task: DagTask }) {
    this.component = component;
    this.kind = kind;
    this.parent = parent;
  }

  addTask(wish: string, component: string, isCached = false): DagTask {
    const name = this.#taskNames.of(wish);
    const task: DagTask = { name, component, needs: new Set(), inputs: new Map(), isCached };
    this.tasks.set(name, task);
    return task;
  }

  /** An input of the pipeline, with its own description and default. */
  addParameter(name: string, channel: Channel, definition: ParameterDefinition): Value {
    this.#definitions.set(name, definition);
    return this.addInput(name, channel);
  }

  addInput(wish: string, channel: Channel): Value {
    const key = this.#inputNames.of(keyOf(wish));
    this.#inputs.set(key, channel);
    return { ...channel, origin: { kind: "input", key } };
  }

  /** A value of the parent's, in here. */
  accept(value: Value): Value {
    const { origin } = value;
    if (origin.kind === "constant") return value;
    if (this.parent === undefined) throw new EmitError("the outermost DAG has nobody to be given values by");
    const identity = JSON.stringify(origin);
    const known = this.#accepted.get(identity);
    if (known !== undefined) return { ...value, origin: { kind: "input", key: known } };
    const own = this.addInput(origin.kind === "task" ? `${origin.task}-${origin.key}` : origin.key, channelOf(value));
    const { key } = own.origin as Origin & { kind: "input" };
    this.#accepted.set(identity, key);
    give(this.parent.task, key, value);
    return own;
  }

  /** An output of the DAG: the output of one of its tasks. Gives its key. */
  export(selector: ParameterSelector, type: ParameterType = "STRING"): string {
    const identity = `${selector.producerSubtask}/${selector.outputParameterKey}`;
    const known = this.#exported.get(identity);
    if (known !== undefined) return known;
    const key = this.addOutput(identity.replace("/", "-"), type, [selector]);
    this.#exported.set(identity, key);
    return key;
  }

  /** With several selectors: of the one that has run. */
  addOutput(wish: string, type: ParameterType, selectors: readonly ParameterSelector[]): string {
    const key = this.#outputNames.of(keyOf(wish));
    this.#outputs.set(key, { type, selectors: [...selectors] });
    return key;
  }

  toSpec(): ComponentSpec {
    const inputs = this.#inputDefinitions();
    const outputs = [...this.#outputs];
    return {
      ...(inputs === undefined ? {} : { inputDefinitions: inputs }),
      ...(outputs.length === 0
        ? {}
        : {
            outputDefinitions: {
              parameters: Object.fromEntries(outputs.map(([key, { type }]) => [key, { parameterType: type }])),
            },
          }),
      dag: {
        ...(outputs.length === 0
          ? {}
          : {
              outputs: { parameters: Object.fromEntries(outputs.map(([key, one]) => [key, outputOf(one.selectors)])) },
            }),
        tasks: Object.fromEntries([...this.tasks.values()].map((task) => [task.name, taskSpec(task)])),
      },
    };
  }

  #inputDefinitions(): Definitions | undefined {
    const parameters: { [key: string]: ParameterDefinition } = {};
    const artifacts: { [key: string]: { artifactType: typeof GENERIC_ARTIFACT } } = {};
    for (const [key, { type, optional }] of this.#inputs) {
      if (type === "ARTIFACT") artifacts[key] = { artifactType: GENERIC_ARTIFACT };
      else
        parameters[key] = this.#definitions.get(key) ?? {
          parameterType: type,
          ...(optional === true ? { isOptional: true } : {}),
        };
    }
    return definitions(parameters, artifacts);
  }
}

export function definitions(
  parameters: ByKey<ParameterDefinition>,
  artifacts: NonNullable<Definitions["artifacts"]>,
): Definitions | undefined {
  const [hasParameters, hasArtifacts] = [parameters, artifacts].map((one) => Object.keys(one).length > 0);
  if (hasParameters !== true && hasArtifacts !== true) return undefined;
  return { ...(hasParameters === true ? { parameters } : {}), ...(hasArtifacts === true ? { artifacts } : {}) };
}

/** Gives the task a value of its own DAG. */
export function give(task: DagTask, key: string, value: Value): void {
  task.inputs.set(key, value);
  if (value.origin.kind === "task") task.needs.add(value.origin.task);
}

/** A value of `from`, inside `to`, which is `from` or lies in it. */
export function bring(value: Value, from: Dag, to: Dag): Value {
  if (from === to) return value;
  if (to.parent === undefined) throw new EmitError(`${to.component} does not lie in ${from.component}`);
  return to.accept(bring(value, from, to.parent.dag));
}

/** From the DAG out to the outermost. */
export function ancestors(dag: Dag): readonly Dag[] {
  return dag.parent === undefined ? [dag] : [dag, ...ancestors(dag.parent.dag)];
}

function channelOf({ type, form, optional }: Value): Channel {
  return { type, form, ...(optional === true ? { optional } : {}) };
}

function outputOf(selectors: readonly ParameterSelector[]): DagOutput {
  const [only, ...others] = selectors;
  if (only === undefined) throw new EmitError("an output without a producer");
  return others.length === 0 ? { valueFromParameter: only } : { valueFromOneof: { parameterSelectors: selectors } };
}

function taskSpec(task: DagTask): TaskSpec {
  const inputs = inputsOf(task);
  const needs = [...task.needs].filter((name) => name !== task.name).sort();
  return {
    taskInfo: { name: task.name },
    componentRef: { name: task.component },
    ...(needs.length === 0 ? {} : { dependentTasks: needs }),
    cachingOptions: task.isCached ? { enableCache: true } : {},
    ...(inputs === undefined ? {} : { inputs }),
    ...(task.iterator === undefined ? {} : { parameterIterator: task.iterator }),
    ...(task.parallelism === undefined ? {} : { iteratorPolicy: { parallelismLimit: task.parallelism } }),
    ...(task.retry === undefined ? {} : { retryPolicy: task.retry }),
    ...(task.condition === undefined ? {} : { triggerPolicy: { condition: task.condition } }),
  };
}

function inputsOf(task: DagTask): TaskSpec["inputs"] | undefined {
  const parameters: { [key: string]: ParameterBinding } = {};
  const artifacts: { [key: string]: ArtifactBinding } = {};
  for (const [key, { type, origin }] of task.inputs) {
    if (type !== "ARTIFACT") parameters[key] = parameterBinding(origin);
    else if (origin.kind === "input") artifacts[key] = { componentInputArtifact: origin.key };
    else if (origin.kind === "task")
      artifacts[key] = { taskOutputArtifact: { producerTask: origin.task, outputArtifactKey: origin.key } };
  }
  const hasParameters = Object.keys(parameters).length > 0;
  const hasArtifacts = Object.keys(artifacts).length > 0;
  if (!hasParameters && !hasArtifacts) return undefined;
  return { ...(hasParameters ? { parameters } : {}), ...(hasArtifacts ? { artifacts } : {}) };
}

function parameterBinding(origin: Origin): ParameterBinding {
  switch (origin.kind) {
    case "input":
      return { componentInputParameter: origin.key };
    case "task":
      return { taskOutputParameter: { producerTask: origin.task, outputParameterKey: origin.key } };
    case "constant":
      return { runtimeValue: { constant: origin.value } };
  }
}

/** The components of containers: one per distinct step, however often it is called, and a few small ones of ours. */
import type { CallSite, StepId } from "@argosy/sdk/ir";
import type { Form } from "./dag.ts";
import { EmitError } from "../shared/emit-error.ts";
import { keyOf, UniqueNames } from "./unique-names.ts";

/** What a pod runs: a step, or expressions between steps. */
export type PodOwner = StepId | "$glue";

/** The inputs and outputs that the calls of a step have between them. */
export class PodComponent {
  readonly owner: PodOwner;
  readonly component: string;
  readonly executor: string;
  /** How many of its calls a run has at least, each item of a fan-out counted as several. */
  calls = 0;
  /** The largest number of fan-outs around a call. */
  depth = 0;
  readonly ports: Set<string> = new Set();
  /** By input: which read it is, and in which form it arrives. */
  readonly reads: Map<string, { readonly name: string; readonly form: Form }> = new Map();
  readonly #names: UniqueNames = new UniqueNames(["call", "place_0", "place_1", "place_2", "place_3", "place_4"]);

  constructor(owner: PodOwner, name: string) {
    this.owner = owner;
    this.component = `comp-${name}`;
    this.executor = `exec-${name}`;
    if (owner !== "$glue") this.ports.add("out");
  }

  /** The input for a read. */
  inputFor(name: string, form: Form): string {
    for (const [key, known] of this.reads) if (known.name === name && known.form === form) return key;
    const key = this.#names.of(keyOf(name));
    this.reads.set(key, { name, form });
    return key;
  }

  addCall({ ports }: CallSite, depth: number): void {
    this.calls += 10 ** Math.min(depth, 3);
    this.depth = Math.max(this.depth, depth);
    for (const { port } of ports) this.ports.add(port);
  }
}

export type SmallKind = "skip" | "gather" | "range" | "select" | "raise" | "code";

/** A small container of ours: no step runs in it. */
export interface SmallComponent {
  readonly kind: SmallKind;
  readonly component: string;
  readonly executor: string;
  readonly spec: string;
  readonly inputs: ReadonlyMap<string, { readonly form: Form; readonly optional: boolean }>;
  readonly outputs: readonly string[];
}

/** All components of containers, in the order of first use. */
export class Containers {
  readonly pods: Map<PodOwner, PodComponent> = new Map();
  readonly small: Map<string, SmallComponent> = new Map();
  readonly names: UniqueNames;

  constructor(names: UniqueNames) {
    this.names = names;
  }

  addPod(owner: PodOwner, name: string): PodComponent {
    const pod = new PodComponent(owner, this.names.of(name));
    this.pods.set(owner, pod);
    return pod;
  }

  pod(owner: PodOwner): PodComponent {
    const pod = this.pods.get(owner);
    if (pod === undefined) throw new EmitError(`there is no component for \`${owner}\``);
    return pod;
  }

  /** Those with the same inputs and outputs and nothing of their own to say are one. */
  shared(kind: "skip" | "gather" | "range"): SmallComponent {
    const known = this.small.get(kind);
    if (known !== undefined) return known;
    const inputs = kind === "skip" ? [] : [[kind === "gather" ? "list" : "items", "wire"] as const];
    return this.#add(kind, kind, {}, inputs, ["out"]);
  }

  own(
    kind: "select" | "raise",
    spec: object,
    inputs: readonly (readonly [key: string, form: Form])[],
    outputs: readonly string[],
  ): SmallComponent {
    return this.#add(kind, this.names.of(kind), spec, inputs, outputs);
  }

  #add(
    kind: SmallKind,
    name: string,
    spec: object,
    inputs: readonly (readonly [key: string, form: Form])[],
    outputs: readonly string[],
  ): SmallComponent {
    const small: SmallComponent = {
      kind,
      component: `comp-${name}`,
      executor: `exec-${name}`,
      // Two containers that are alike in every field would be taken for one, whatever their inputs are.
      spec: JSON.stringify({ name, ...spec }),
      inputs: new Map(inputs.map(([key, form]) => [key, { form, optional: true }])),
      outputs,
    };
    this.small.set(name, small);
    return small;
  }
}

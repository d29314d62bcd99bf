/** The texts that travel inside one scope. */
import { decodeWire, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import type { Guard, Source, TaskId, ValueRef } from "@argosy/sdk/ir";
import type { Ports } from "./attempt.ts";
import { holds } from "./native-test.ts";
import { ProgramError } from "./plan.ts";
import type { History } from "./reuse.ts";

/** How a task ended. `failed` also stands for what never started because something before it failed. */
export type Outcome =
  | { readonly kind: "done"; readonly ports: Ports; readonly history: History }
  | { readonly kind: "skipped"; readonly history: History }
  | { readonly kind: "failed" };

export interface ScopeValues {
  readonly inputs: ReadonlyMap<string, string>;
  /** Of the tasks that have ended. */
  readonly outcomes: ReadonlyMap<TaskId, Outcome>;
}

/** The wire text of a value. @throws {ProgramError} when it cannot be there yet */
export function textOf(ref: ValueRef, { inputs, outcomes }: ScopeValues): string {
  switch (ref.kind) {
    case "lit":
      return ref.wire;
    case "input":
      return inputs.get(ref.name) ?? UNDEFINED_WIRE;
    case "task": {
      const outcome = outcomes.get(ref.task);
      if (outcome?.kind === "skipped") return UNDEFINED_WIRE;
      const text = outcome?.kind === "done" ? outcome.ports.get(ref.port) : undefined;
      if (text === undefined)
        throw new ProgramError(`the port ${ref.port} of task ${ref.task} is read before it is there`);
      return text;
    }
  }
}

/** How many fan-outs collected a value. */
export function listsOf(ref: ValueRef): number {
  return ref.kind === "lit" ? 0 : ref.lists;
}

export function allHold(guards: readonly Guard[], values: ScopeValues): boolean {
  return guards.every((guard) => isMet(guard, values));
}

/** Anything but the wanted value counts as no: a skipped task, an error that travelled. */
function isMet({ ref, is, native }: Guard, values: ScopeValues): boolean {
  if (native === undefined) return textOf(ref, values) === String(is);
  const wire = decodeWire(JSON.parse(textOf({ kind: "input", name: native.param, lists: 0 }, values)));
  return holds(native, wire.kind === "value" ? wire.value : undefined) === is;
}

/** The value that a scope gives, once its tasks have ended. */
export function chosenRef(source: Source, values: ScopeValues): ValueRef {
  switch (source.kind) {
    case "ref":
      return source.ref;
    case "choice":
      return chosenRef(isMet(source.guard, values) ? source.then : source.else, values);
  }
}

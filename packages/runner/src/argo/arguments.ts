/** The parameters of a run as Argo is given them: wire texts, the large ones by way of the store. */
import type { LoweredProgram, Scope, ValueRef } from "@argosy/sdk/ir";
import { encodeWire, encodeWireSpill, StoreError } from "@argosy/sdk/runtime";
import { openStore } from "../store/open-store.ts";
import { ClusterError } from "./cluster-error.ts";
import type { NodeParameter, Parameters } from "./objects.ts";

/** As in pods: what is larger travels as a reference. */
const SPILLED_FROM = 32 * 1024;
/** Argo refuses to hand more to one pod than Linux takes as one environment variable, 128 KiB, its own template included. */
const MOST = 96 * 1024;

/**
 * Without those that are not given: they take their defaults.
 * @param store URL; without one nothing can be spilled
 * @throws {ClusterError} AR6012 when a parameter is too large, AR6026 when the store cannot take it.
 */
export async function argumentsOf(
  program: LoweredProgram,
  parameters: Parameters,
  store: string | undefined,
): Promise<readonly NodeParameter[]> {
  const lists = parametersInPieces(program);
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return await Promise.all(
    given.map(async ([name, value]) => {
      const text = encodeWire(value);
      if (text.length <= SPILLED_FROM) return { name, value: text };
      if (store !== undefined && !lists.has(name)) return { name, value: await spilled(name, text, store) };
      if (text.length <= MOST) return { name, value: text };
      throw tooLarge(name, text.length, lists.has(name));
    }),
  );
}

async function spilled(name: string, text: string, store: string): Promise<string> {
  try {
    return encodeWireSpill(await openStore(store, process.env).put(text));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new ClusterError(
      {
        code: "AR6026",
        message: `the parameter \`${name}\` is too large to travel, and the store does not take it: ${error.message}`,
        hint: "Pods and this machine have to reach the same store: see --store",
      },
      error,
    );
  }
}

function tooLarge(name: string, bytes: number, isList: boolean): ClusterError {
  return new ClusterError({
    code: "AR6012",
    message: `the parameter \`${name}\` has ${Math.ceil(bytes / 1024)} KiB, and Argo hands at most ${MOST / 1024} KiB to a pod`,
    hint: isList
      ? "Pass it as a file, a parameter of type Dataset, and let a step read the list from it"
      : "Set a store with --store, where large values travel by; or pass it as a file, a parameter of type Dataset",
  });
}

/** The parameters whose elements Argo itself counts for a fan-out. */
function parametersInPieces(program: LoweredProgram): ReadonlySet<string> {
  const found = new Set<string>();
  visit(program, program.scopes[program.main], (name) => name, found);
  return found;
}

/** @param origin the parameter that an input of the scope is, if it is one */
function visit(
  program: LoweredProgram,
  scope: Scope | undefined,
  origin: (input: string) => string | undefined,
  found: Set<string>,
): void {
  const parameterOf = (ref: ValueRef | undefined): string | undefined =>
    ref?.kind === "input" ? origin(ref.name) : undefined;
  for (const task of scope?.tasks ?? []) {
    if (task.kind !== "fanout") continue;
    const list = task.over.kind === "array" ? parameterOf(task.over.ref) : undefined;
    if (list !== undefined) found.add(list);
    visit(program, program.scopes[task.body], (input) => parameterOf(task.captures[input]), found);
  }
}

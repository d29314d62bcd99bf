/** The items of a fan-out, as the wire texts that a body reads. */
import { safeJson } from "@argosy/sdk/runtime";
import type { FanoutTask, ValueRef } from "@argosy/sdk/ir";
import { decodeText, type LoadSpill } from "../pod/decode.ts";
import { listsOf, textOf, type ScopeValues } from "./scope-values.ts";

/** An error when the list itself is one: what the program would have thrown. */
export async function itemsOf(
  over: FanoutTask["over"],
  values: ScopeValues,
  load: LoadSpill,
): Promise<readonly string[] | Error> {
  switch (over.kind) {
    case "constant":
      return over.items;
    case "items":
      return listOf(over.ref, values, load, (list) => list as readonly string[]);
    case "array":
      return listOf(over.ref, values, load, (list) => list.map((_, index) => safeJson([index])));
  }
}

async function listOf(
  ref: ValueRef,
  values: ScopeValues,
  load: LoadSpill,
  toItems: (list: readonly unknown[]) => readonly string[],
): Promise<readonly string[] | Error> {
  try {
    const list = await decodeText(textOf(ref, values), listsOf(ref), load);
    return Array.isArray(list) ? toItems(list) : new TypeError("a list is needed here, to make one step per element");
  } catch (error) {
    return error as Error;
  }
}

/** Where the expressions between steps are evaluated, in words. */
import type { Expr, PortEncoding, ScopeId, Span, TaskId } from "@argosy/sdk/ir";
import type { TaskDraft } from "./drafts.ts";

/** From the cheapest to the dearest: only the last one costs pods. */
export type Place = "fold" | "native" | "prelude" | "project" | "glue";

/** One expression, and where it is evaluated. */
export interface Placement {
  readonly place: Place;
  readonly does: "condition" | "list" | "value" | "input";
  readonly span: Span;
  /** The pod that evaluates it, and the body that it belongs to; absent for what needs no pod. */
  readonly pod?: TaskId;
  readonly scope: ScopeId;
  readonly why: string;
}

export const PURPOSE: { readonly [encoding in PortEncoding]: Placement["does"] } = {
  guard: "condition",
  items: "list",
  value: "value",
};

/** Why an expression that is made of these results needs a pod of its own. */
export function whyGlue(
  producers: readonly TaskDraft[],
  others: number,
  isBefore: (a: TaskDraft, b: TaskDraft) => boolean,
): string {
  const last = producers.toSorted((a, b) => a.index - b.index).at(-1);
  if (last === undefined) {
    return others > 0
      ? "the pods before it run only under a condition"
      : "no pod runs before it, and a target itself can only compare a parameter with a constant";
  }
  const beside = producers.find((one) => one !== last && !isBefore(one, last));
  if (beside !== undefined)
    return `${name(beside)} and ${name(last)} run side by side, so neither pod has both results`;
  if (last.fanout !== undefined) return `${name(last)} is a fan-out, and none of its pods has all the results`;
  if (last.loop !== undefined) return `${name(last)} is a loop, and no pod knows that its round was the last`;
  return `${name(last)} runs only under a condition, or starts before everything is known`;
}

function name({ id }: TaskDraft): string {
  return `\`${id}\``;
}

/** True when the value is more than what travels, put into objects and lists. */
export function isComputed(expr: Expr): boolean {
  switch (expr.kind) {
    case "lit":
    case "param":
    case "item":
    case "index":
    case "out":
    case "settled":
    case "carried":
      return false;
    case "arr":
      return expr.elements.some(({ value, spread }) => spread === true || isComputed(value));
    case "obj":
      return expr.entries.some(
        (entry) => "spread" in entry || typeof entry.key !== "string" || isComputed(entry.value),
      );
    default:
      return true;
  }
}

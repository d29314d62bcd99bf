import type { Expr } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";

/** The wire texts of a list whose elements are all known. */
export function constantItems(over: Expr): readonly string[] | undefined {
  const values =
    over.kind === "lit" && Array.isArray(over.value)
      ? over.value
      : over.kind === "arr"
        ? over.elements.map((element) => (element.spread === true ? undefined : constantOf(element.value)))
        : undefined;
  if (values === undefined || values.some((value) => value === undefined)) return undefined;
  return values.map((value, index) => safeJson([index, value]));
}

function constantOf(expr: Expr): unknown {
  if (expr.kind === "lit") return expr.value;
  if (expr.kind === "arr") {
    const elements = expr.elements.map((element) => (element.spread === true ? undefined : constantOf(element.value)));
    return elements.includes(undefined) ? undefined : elements;
  }
  if (expr.kind !== "obj") return undefined;
  const entries = expr.entries.map((entry): [string, unknown] | undefined =>
    "spread" in entry || typeof entry.key !== "string" ? undefined : [entry.key, constantOf(entry.value)],
  );
  return entries.some((entry) => entry === undefined || entry[1] === undefined)
    ? undefined
    : Object.fromEntries(entries as [string, unknown][]);
}

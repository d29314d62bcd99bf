/** Arrays in which promises lie, as parts: single elements, and stretches whose length only the run knows. */
import type { ArrayElement, Expr } from "@argosy/sdk/ir";
import type { ListPart, PromisesPart, Value } from "./values.ts";

export type ArrayValue = Value & { readonly kind: "array" | "list" };

export function isArrayValue(value: Value): value is ArrayValue {
  return value.kind === "array" || value.kind === "list";
}

export function partsOf(value: ArrayValue): readonly ListPart[] {
  return value.kind === "list" ? value.parts : value.elements.map((element) => ({ kind: "element", value: element }));
}

/** The array that the parts make, with its elements known where they all are. */
export function listOf(parts: readonly ListPart[]): ArrayValue {
  const elements = parts.flatMap((part) => (part.kind === "element" && part.when === undefined ? [part.value] : []));
  return elements.length === parts.length ? { kind: "array", elements } : { kind: "list", parts };
}

/** The parts of a value that is spread into an array; `plain` gives one of unknown shape as code. */
export function spreadParts(value: Value, plain: (value: Value) => Expr): readonly ListPart[] {
  return isArrayValue(value) ? partsOf(value) : [{ kind: "values", array: plain(value) }];
}

/** The array as code, with `element` and `promises` giving what stands for those. */
export function arrayExpr(
  parts: readonly ListPart[],
  element: (value: Value) => Expr,
  promises: (part: PromisesPart) => Expr,
): Expr {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "promises") return promises(only);
  return {
    kind: "arr",
    elements: parts.map((part): ArrayElement => {
      switch (part.kind) {
        case "values":
          return { value: part.array, spread: true };
        case "promises":
          return { value: promises(part), spread: true };
        case "element":
          return part.when === undefined
            ? { value: element(part.value) }
            : {
                value: { kind: "cond", test: part.when, then: just(element(part.value)), else: NOTHING },
                spread: true,
              };
      }
    }),
  };
}

const NOTHING: Expr = { kind: "arr", elements: [] };

function just(value: Expr): Expr {
  return { kind: "arr", elements: [{ value }] };
}

/** The promise that a part is, for whoever waits for it. */
export function promiseOf(part: ListPart): Value | undefined {
  switch (part.kind) {
    case "element":
      return part.value.kind === "promise" ? part.value : undefined;
    case "promises":
      return {
        kind: "promise",
        value: { kind: "expr", expr: part.values },
        settles: part.settles,
        ...(part.rejects === undefined ? {} : { rejects: part.rejects }),
        ...(part.when === undefined ? {} : { when: part.when }),
      };
    case "values":
      return undefined;
  }
}

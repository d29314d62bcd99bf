import type { Json } from "@argosy/sdk/ir";

/** A value, of any realm, as the JSON that means exactly the same, or why there is none. */
export function exactJson(value: unknown): { readonly json: Json | undefined } | { readonly problem: string } {
  if (value === undefined) return { json: undefined };
  const problem = findProblem(value, "", new Set());
  return problem === undefined ? { json: JSON.parse(JSON.stringify(value)) as Json } : { problem };
}

function findProblem(value: unknown, path: string, above: ReadonlySet<unknown>): string | undefined {
  const refuse = (what: string): string =>
    `its value ${path === "" ? "is" : "has"} ${what}${path === "" ? "" : ` at \`${path}\``}`;
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? undefined
        : refuse(Object.is(value, -0) ? "-0" : String(value));
    case "undefined":
      return refuse("undefined");
    case "function":
    case "symbol":
    case "bigint":
      return refuse(`a ${typeof value}`);
    case "object":
      return value === null ? undefined : findProblemInside(value, path, above, refuse);
  }
}

function findProblemInside(
  value: object,
  path: string,
  above: ReadonlySet<unknown>,
  refuse: (what: string) => string,
): string | undefined {
  if (above.has(value)) return refuse("a cycle");
  if (typeof (value as { readonly then?: unknown }).then === "function") return refuse("a promise");
  if (!Array.isArray(value) && !isPlain(value)) return refuse(`a ${value.constructor?.name ?? "special object"}`);
  if ("toJSON" in value) return refuse("an object with `toJSON`");
  const inner = new Set([...above, value]);
  const entries: (readonly [string, unknown])[] = Array.isArray(value)
    ? Array.from(value, (item: unknown, index) => [String(index), item])
    : Object.entries(value);
  for (const [key, item] of entries) {
    const problem = findProblem(item, path === "" ? key : `${path}.${key}`, inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** An object literal of whatever realm: its prototype has none itself. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype as object, "isPrototypeOf") &&
    Object.getOwnPropertySymbols(value).length === 0
  );
}

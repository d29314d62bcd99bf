import type { Expr } from "@argosy/sdk/ir";
import { variableName } from "./names.ts";

/**
 * The JavaScript of an expression. Reads and bindings are thunks, so `{ kind: "out", node: "load" }` is `v_load()`.
 * A run of `get` and `idx` is one optional chain, as in JavaScript: `a?.b.c` is `undefined` where `a` is nullish.
 */
export function expressionText(expr: Expr): string {
  switch (expr.kind) {
    case "lit":
      return literalText(expr.value);
    case "out":
      return expr.node === "$out" ? "$.out()" : `${variableName(expr.node)}()`;
    case "bin":
      return `(${expressionText(expr.left)} ${expr.op} ${expressionText(expr.right)})`;
    case "un":
      return `(${expr.op} ${expressionText(expr.operand)})`;
    case "cond":
      return `(${expressionText(expr.test)} ? ${expressionText(expr.then)} : ${expressionText(expr.else)})`;
    case "tpl":
      return templateText(expr.texts, expr.values);
    case "arr":
      return `[${expr.elements.map(({ value, spread }) => `${spread === true ? "..." : ""}${expressionText(value)}`).join(", ")}]`;
    case "obj":
      return `({ ${expr.entries.map(entryText).join(", ")} })`;
    case "get":
      return `${chainText(expr.object)}${expr.optional === true ? "?." : ""}[${JSON.stringify(expr.key)}]`;
    case "idx":
      return `${chainText(expr.object)}${expr.optional === true ? "?." : ""}[${expressionText(expr.index)}]`;
    case "failed":
    case "caught":
    case "held":
    case "released":
      return `$.${expr.kind}(() => ${expressionText(expr.of)})`;
    case "settled":
    case "carried":
    case "param":
    case "item":
    case "index":
      throw new Error(`\`${expr.kind}\` has no meaning in the code around a call`);
  }
}

/** A literal that stands first in a chain needs parentheses: `1["a"]` is legal, `-1["a"]` is another value. */
function chainText(object: Expr): string {
  return object.kind === "lit" ? `(${expressionText(object)})` : expressionText(object);
}

function literalText(value: Extract<Expr, { kind: "lit" }>["value"]): string {
  if (value === undefined) return "(void 0)";
  // A key of this name in an object literal would set the prototype; JSON has no such rule.
  const text = JSON.stringify(value);
  return text.includes('"__proto__"')
    ? `JSON.parse(${JSON.stringify(text)})`
    : typeof value === "object"
      ? `(${text})`
      : text;
}

function templateText(texts: readonly string[], values: readonly Expr[]): string {
  const pieces = texts.map((text, index) => {
    const value = values[index];
    return `${escapeTemplate(text)}${value === undefined ? "" : `\${${expressionText(value)}}`}`;
  });
  return `\`${pieces.join("")}\``;
}

function escapeTemplate(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/`|\$(?=\{)/g, "\\$&");
}

function entryText(entry: Extract<Expr, { kind: "obj" }>["entries"][number]): string {
  if ("spread" in entry) return `...${expressionText(entry.spread)}`;
  const { key, value } = entry;
  const name =
    typeof key !== "string" ? `[${expressionText(key)}]` : key === "__proto__" ? '["__proto__"]' : JSON.stringify(key);
  return `${name}: ${expressionText(value)}`;
}

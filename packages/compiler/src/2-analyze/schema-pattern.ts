/** The regular expression of a template literal type. */
import { ts } from "ts-morph";

// Every way to write a number that TypeScript takes for one, and what `${n}` prints.
const NUMBER =
  "(?:[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|0[xX][\\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|-?Infinity|NaN)";

export function templatePattern(type: ts.TemplateLiteralType): string {
  return `^${body(type)}$`;
}

function body(type: ts.TemplateLiteralType): string {
  const [first = "", ...texts] = type.texts;
  return texts.reduce((pattern, text, index) => pattern + hole(type.types[index]) + escape(text), escape(first));
}

function hole(type: ts.Type | undefined): string {
  if (type === undefined) return "";
  if (type.isUnion()) return `(?:${type.types.map(hole).sort().join("|")})`;
  if (type.isStringLiteral() || type.isNumberLiteral()) return escape(String(type.value));
  if ((type.flags & ts.TypeFlags.TemplateLiteral) !== 0) return body(type as ts.TemplateLiteralType);
  if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return NUMBER;
  if ((type.flags & ts.TypeFlags.BigIntLike) !== 0) return "-?\\d+";
  return "[\\s\\S]*";
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

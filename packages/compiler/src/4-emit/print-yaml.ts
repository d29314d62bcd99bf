/**
 * Objects as YAML documents for people and for Kubernetes.
 *
 * Kubernetes reads YAML 1.1, where `y`, `no` and `off` are booleans, `1e3` and `012` numbers and `2026-01-01` a date, in
 * keys as well. So a string is written plain only when no reading of it is anything but a string.
 */

/** One document per object, keys in the order they have. */
export function printYaml(documents: readonly unknown[]): string {
  return documents.map((document) => `${printBlock(document, "")}\n`).join("---\n");
}

type Plain = null | boolean | number | string | readonly unknown[] | object;

/** A value where a new line may begin, indented by `indent`, without the newline at its end. */
function printBlock(value: unknown, indent: string): string {
  if (Array.isArray(value) && value.length > 0) return printList(value, indent);
  if (isMap(value)) return printMap(value, indent);
  return `${indent}${printScalar(value as Plain, indent)}`;
}

function printMap(map: object, indent: string): string {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return entries.map(([key, value]) => `${indent}${printString(key)}:${printAfterKey(value, indent)}`).join("\n");
}

function printAfterKey(value: unknown, indent: string): string {
  // As people write Kubernetes: the items of a list start where its key does.
  if (Array.isArray(value) && value.length > 0) return `\n${printList(value, indent)}`;
  if (isMap(value)) return `\n${printMap(value, `${indent}  `)}`;
  return ` ${printScalar(value as Plain, `${indent}  `)}`;
}

function printList(list: readonly unknown[], indent: string): string {
  return list.map((item) => `${indent}- ${printBlock(item, `${indent}  `).slice(indent.length + 2)}`).join("\n");
}

function isMap(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some((one) => one !== undefined)
  );
}

/** @param indent where the lines of a block literal begin */
function printScalar(value: Plain, indent: string): string {
  if (typeof value === "string") return isBlockText(value) ? printLiteral(value, indent) : printString(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "[]" : "{}";
  return JSON.stringify(value);
}

/** Several lines that can stand as they are: printable, no blanks where YAML would lose or misread them. */
function isBlockText(text: string): boolean {
  return /\n./.test(text) && /^[^\s]/.test(text) && !/[^\S\n](\n|$)/.test(text) && PRINTABLE.test(text);
}

function printLiteral(text: string, indent: string): string {
  const body = text.replace(/\n+$/, "");
  const trailing = text.length - body.length;
  const keep = trailing === 0 ? "-" : trailing === 1 ? "" : "+";
  const lines = `${body}${"\n".repeat(Math.max(0, trailing - 1))}`.split("\n");
  return `|${keep}\n${lines.map((line) => (line === "" ? "" : `${indent}${line}`)).join("\n")}`;
}

/** What YAML takes unescaped. Line separators and the byte order mark are not in it, nor half a surrogate pair. */
const PRINTABLE = /^[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
/** A word, a path, an image, a label: nothing in it means anything to YAML. */
const WORD = /^[A-Za-z_/][\w./-]*(?:[:@][\w./-]+)*$/;
/** Several words, as in a description or an expression. */
const SENTENCE = /^[A-Za-z_][\w./-]*(?: [\w./()<>=|&-]+)+$/;
/** Kubernetes' quantities and Go's durations, as far as no reader takes them for a number. */
const QUANTITY = /^[0-9]+(?:m|s|[KMGTPE]i)$/;
const NOT_A_STRING = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function printString(text: string): string {
  if ((WORD.test(text) || SENTENCE.test(text) || QUANTITY.test(text)) && !NOT_A_STRING.test(text)) return text;
  if (!PRINTABLE.test(text) || text.includes("\n")) return printDoubleQuoted(text);
  return text.includes('"') || text.includes("\\") ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

function printDoubleQuoted(text: string): string {
  // Half a surrogate pair cannot be written in YAML at all.
  return JSON.stringify(text.toWellFormed()).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

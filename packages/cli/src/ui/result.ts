/** A pipeline's result for people: aligned fields, tables for lists of records, artifacts as the place where they lie. */
import { fileURLToPath } from "node:url";
import type { Json } from "@argosy/sdk/ir";
import { formatBytes } from "./duration.ts";

type JsonObject = { readonly [key: string]: Json };

const MAX_INLINE = 72;
const MAX_CELL = 40;

/** The text ends with a newline, or is empty when there is no result. */
export function formatResult(result: Json): string {
  if (result === null) return "";
  const lines = isScalar(result) || isArtifact(result) ? [inline(result)] : block(result);
  return `${lines.join("\n")}\n`;
}

function block(value: Json): readonly string[] {
  if (isScalar(value) || isArtifact(value)) return [inline(value)];
  if (isArray(value)) return isTable(value) ? table(value) : list(value);
  return fields(value as JsonObject);
}

function fields(object: JsonObject): readonly string[] {
  const entries = Object.entries(object);
  if (entries.length === 0) return ["{}"];
  const width = Math.max(...entries.filter(([, value]) => fitsInline(value)).map(([key]) => key.length), 0);
  return entries.flatMap(([key, value]) =>
    fitsInline(value)
      ? [`${key.padEnd(width)}  ${inline(value)}`.trimEnd()]
      : [key, ...block(value).map((line) => `  ${line}`)],
  );
}

function list(items: readonly Json[]): readonly string[] {
  if (items.length === 0) return ["[]"];
  return items.flatMap((item) => {
    const [first = "", ...rest] = fitsInline(item) ? [inline(item)] : block(item);
    return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
  });
}

function table(rows: readonly JsonObject[]): readonly string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const isNumeric = columns.map((column) =>
    rows.every((row) => row[column] === undefined || typeof row[column] === "number"),
  );
  return cells.map((row) =>
    row
      .map((text, index) =>
        isNumeric[index] === true ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function cell(value: Json | undefined): string {
  return value === undefined ? "" : inline(value);
}

/** Records whose fields are short enough for columns. */
function isTable(items: readonly Json[]): items is readonly JsonObject[] {
  return (
    items.length > 0 &&
    items.every(
      (item) =>
        isObject(item) &&
        !isArtifact(item) &&
        Object.keys(item).length > 0 &&
        Object.values(item).every((value) => isArtifact(value) || inline(value).length <= MAX_CELL),
    )
  );
}

function fitsInline(value: Json): boolean {
  if (isScalar(value) || isArtifact(value)) return true;
  if (isArray(value) && isTable(value)) return false;
  return (
    JSON.stringify(value).length <= MAX_INLINE && (isArray(value) || Object.values(value as JsonObject).every(isScalar))
  );
}

function inline(value: Json): string {
  if (typeof value === "string")
    return value.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd").replaceAll("\n", "\n  ");
  if (isArtifact(value)) return artifact(value);
  return JSON.stringify(value);
}

function artifact({ uri, bytes, type }: ArtifactRecord): string {
  const place = uri.startsWith("file:///") ? fileURLToPath(uri) : uri;
  return `${place} (${type}, ${formatBytes(bytes)})`;
}

interface ArtifactRecord {
  readonly uri: string;
  readonly bytes: number;
  readonly type: string;
}

function isArtifact(value: Json): value is Json & ArtifactRecord {
  return (
    isObject(value) &&
    typeof value["uri"] === "string" &&
    typeof value["sha256"] === "string" &&
    typeof value["bytes"] === "number" &&
    typeof value["type"] === "string"
  );
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isArray(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

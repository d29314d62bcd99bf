/** Diagnostics as text. Takes everything it prints as arguments: the caller reads files and knows the terminal. */
import { relative, resolve, sep } from "node:path";
import { styleText } from "node:util";
import type { Diagnostic, Severity, Span } from "@argosy/sdk/ir";
import { codeFrame } from "./code-frame.ts";

export type DiagnosticFormat = "plain" | "pretty" | "json" | "github";

export interface FormatOptions {
  readonly format: DiagnosticFormat;
  /** Absolute path that the files of spans are relative to. */
  readonly root: string;
  /** Absolute path that printed paths are relative to. */
  readonly cwd: string;
  /** Colours in the pretty format; default false. */
  readonly colour?: boolean;
  /** The text of a file by its absolute path, for code frames; without it there are none. */
  readonly source?: (path: string) => string | undefined;
}

/**
 * All diagnostics as one text that ends with a newline, or `""` when there are none.
 * They come out sorted by file and position, and none twice.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions): string {
  const sorted = sortDiagnostics(diagnostics);
  if (sorted.length === 0) return "";
  switch (options.format) {
    case "plain":
      return lines(sorted.map((diagnostic) => plain(diagnostic, options)));
    case "pretty":
      return `${lines(sorted.map((diagnostic) => `${pretty(diagnostic, options)}\n`))}${countDiagnostics(sorted)}\n`;
    case "json":
      return lines(sorted.map((diagnostic) => JSON.stringify(jsonDiagnostic(diagnostic, options))));
    case "github":
      return lines(sorted.map((diagnostic) => github(diagnostic, options)));
  }
}

/** By file, position and code; those without a place first; equal ones once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, message, span } = diagnostic;
    const key = JSON.stringify([code, message, span?.file, span?.start, span?.end]);
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen.values()].toSorted(
    (a, b) =>
      compare(a.span?.file ?? "", b.span?.file ?? "") ||
      (a.span?.start ?? -1) - (b.span?.start ?? -1) ||
      (a.span?.end ?? -1) - (b.span?.end ?? -1) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

/** `2 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const severities: readonly Severity[] = ["error", "warning", "info"];
  return severities
    .map((severity) => ({ severity, count: diagnostics.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) =>
      severity === "info" ? `${count} info` : `${count} ${severity}${count === 1 ? "" : "s"}`,
    )
    .join(", ");
}

function plain(diagnostic: Diagnostic, options: FormatOptions): string {
  const { code, severity, message, span, hint } = diagnostic;
  const place = span === undefined ? "" : `${placeOf(span, options)} - `;
  return [
    `${place}${severity} ${code}: ${indentRest(message)}`,
    ...(hint === undefined ? [] : [`  hint: ${indentRest(hint)}`]),
    ...(diagnostic.related ?? []).map((one) => `  ${placeOf(one.span, options)} - ${indentRest(one.message)}`),
  ].join("\n");
}

function pretty(diagnostic: Diagnostic, options: FormatOptions): string {
  const paint = painter(options.colour ?? false);
  const { code, severity, message, span, hint } = diagnostic;
  const place = span === undefined ? "" : `${placeOf(span, options, paint)} - `;
  const colour = colourOf(severity);
  return [
    `${place}${paint(colour, severity)} ${paint("gray", `${code}:`)} ${indentRest(message)}`,
    ...(span === undefined ? [] : frame(span, colour, paint, options)),
    ...(hint === undefined ? [] : [`  ${paint("green", "hint:")} ${indentRest(hint)}`]),
    ...(diagnostic.related ?? []).flatMap((one) => [
      `  ${placeOf(one.span, options, paint)} - ${indentRest(one.message)}`,
      ...frame(one.span, "cyan", paint, options).map((row) => `  ${row}`),
    ]),
  ].join("\n");
}

function frame(span: Span, colour: Colour, paint: Painter, options: FormatOptions): readonly string[] {
  const source = options.source?.(resolve(options.root, span.file));
  if (source === undefined) return [];
  const rows = codeFrame(source, span);
  const gutter = Math.max(0, ...rows.map((row) => (row.kind === "source" ? String(row.line).length : 0)));
  return rows.map((row) => {
    const number = row.kind === "source" ? String(row.line) : "";
    const text = row.kind === "source" ? row.text : paint(colour, row.text);
    return `  ${paint("gray", `${number.padStart(gutter)} |`)} ${text}`.trimEnd();
  });
}

/** The JSON form: one flat object whose paths are relative to the working directory. */
function jsonDiagnostic(diagnostic: Diagnostic, options: FormatOptions): object {
  const at = (span: Span): object => ({ ...span, file: pathOf(span, options) });
  const { code, severity, message, span, hint, related, target, fix } = diagnostic;
  return {
    code,
    severity,
    message,
    ...(span === undefined ? {} : at(span)),
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined ? {} : { related: related.map((one) => ({ ...at(one.span), message: one.message })) }),
    ...(target === undefined ? {} : { target }),
    ...(fix === undefined
      ? {}
      : { fix: { title: fix.title, edits: fix.edits.map((edit) => ({ ...at(edit.span), text: edit.text })) } }),
  };
}

/** A workflow command of GitHub Actions, which marks the line in the pull request. */
function github(diagnostic: Diagnostic, options: FormatOptions): string {
  const { code, severity, message, span, hint } = diagnostic;
  const command = severity === "info" ? "notice" : severity;
  const place =
    span === undefined ? [] : [`file=${property(pathOf(span, options))}`, `line=${span.line}`, `col=${span.column}`];
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return `::${command} ${[...place, `title=${property(code)}`].join(",")}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function pathOf(span: Span, options: FormatOptions): string {
  const path = relative(options.cwd, resolve(options.root, span.file));
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

function placeOf(span: Span, options: FormatOptions, paint: Painter = (_, text) => text): string {
  return `${paint("cyan", pathOf(span, options))}:${paint("yellow", String(span.line))}:${paint("yellow", String(span.column))}`;
}

type Colour = "red" | "yellow" | "cyan" | "green" | "gray";
type Painter = (colour: Colour, text: string) => string;

function painter(colour: boolean): Painter {
  return colour ? (name, text) => styleText(name, text, { validateStream: false }) : (_, text) => text;
}

function colourOf(severity: Severity): Colour {
  switch (severity) {
    case "error":
      return "red";
    case "warning":
      return "yellow";
    case "info":
      return "cyan";
  }
}

function indentRest(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

function lines(entries: readonly string[]): string {
  return entries.map((entry) => `${entry}\n`).join("");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

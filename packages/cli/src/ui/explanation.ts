/** Where a pipeline's own code runs, as text and as JSON. */
import type { Explanation, Place, Placement } from "@argosy/compiler";
import type { Span } from "@argosy/sdk/ir";

/** The text of a file of the project, when it can be read. */
type Source = (file: string) => string | undefined;

const LONGEST = 60;

const MEANING: { readonly [place in Place]: string } = {
  fold: "while compiling",
  native: "the target itself",
  prelude: "before a step",
  project: "after a step",
  glue: "pod of its own",
};

export function explanationText({ pipeline, expressions, pods }: Explanation, source: Source): string {
  const rows = expressions.map((one) => [
    placeOf(one.span),
    `${one.place}, ${MEANING[one.place]}`,
    one.does,
    codeAt(one.span, source),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = expressions.flatMap(({ why }, index) => [
    (rows[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "),
    `    ${why}`,
  ]);
  const extra = pods.map(
    ({ pod, scope, span, why, onlyOnError }) =>
      `  ${scope === "main" ? pod : `${pod} in ${scope}`}, ${placeOf(span)}${onlyOnError ? ", only after an error" : ""}\n    ${why}`,
  );
  return [
    `${pipeline}: code between the steps`,
    ...(lines.length === 0 ? ["  none"] : lines.map((line) => `  ${line}`)),
    "",
    `${pipeline}: pods that are no step`,
    ...(extra.length === 0 ? ["  none"] : extra),
    "",
  ].join("\n");
}

/** The same as data; every expression with its text. */
export function explanationJson(explanation: Explanation, source: Source): string {
  const expressions = explanation.expressions.map((one) => ({ ...one, text: textAt(one.span, source) }));
  return `${JSON.stringify({ ...explanation, expressions } satisfies Explanation)}\n`;
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

function codeAt(span: Placement["span"], source: Source): string {
  const [first = "", ...rest] = textAt(span, source).split("\n");
  return first.length > LONGEST || rest.length > 0 ? `${first.slice(0, LONGEST)} …` : first;
}

function textAt({ file, start, end }: Span, source: Source): string {
  return source(file)?.slice(start, end) ?? "";
}

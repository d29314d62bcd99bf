/**
 * Prints what a slice keeps of a module. Everything else becomes spaces, so that lines and columns stay where they are
 * and a stack trace needs no more than the source map of esbuild.
 */
import { fragmentName, STEP_EXPORT } from "./names.ts";
import type { FragmentRoot, SourceModule, SourcePiece, StepRoot, TextRange } from "./source-graph-types.ts";

export interface RenderedModule {
  readonly text: string;
  /** The pieces it holds. */
  readonly kept: ReadonlySet<number>;
  /** Fragments stand at the end of the text; the lines they came from count from 0. */
  readonly fragments: readonly PlacedFragment[];
}

export interface PlacedFragment {
  /** First and last line in the rendered text, and the column where the fragment's own text starts in the first. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly column: number;
  readonly origin: { readonly line: number; readonly column: number };
}

interface Insertion extends TextRange {
  readonly text: string;
}

/** A module and where its lines begin: many slices are cut of one. */
export interface ModuleLayout {
  readonly module: SourceModule;
  readonly lineStarts: readonly number[];
}

export function layoutOf(module: SourceModule): ModuleLayout {
  return {
    module,
    lineStarts: [0, ...[...module.text.matchAll(LINE_BREAKS)].map((found) => found.index + found[0].length)],
  };
}

export function renderModule(
  layout: ModuleLayout,
  kept: ReadonlySet<number>,
  step: { readonly root: StepRoot; readonly isWhole: boolean } | undefined,
  fragments: readonly FragmentRoot[],
): RenderedModule {
  const { module } = layout;
  const shown = new Set(step === undefined ? kept : [...kept, step.root.piece]);
  const insertions = [...shown].flatMap((index): readonly Insertion[] => {
    const piece = module.pieces[index];
    if (piece === undefined) return [];
    const isStep = step !== undefined && !step.isWhole && step.root.piece === index;
    return [...headOf(module, piece), insertionOf(layout, piece, isStep ? step.root : undefined)];
  });
  const lines = [overlay(layout, insertions)];
  if (step !== undefined && step.root.binding !== "default")
    lines.push(`export { ${step.root.binding} as ${STEP_EXPORT} };`);
  return { kept, ...appendFragments(layout, lines.join("\n"), fragments) };
}

function insertionOf(layout: ModuleLayout, piece: SourcePiece, step: StepRoot | undefined): Insertion {
  const { start, end } = piece;
  const source = step === undefined ? layout.module.text.slice(start, end) : withoutOptions(layout, piece, step);
  switch (piece.kind) {
    case "statement":
    case "effect":
    case "declarator":
      return { start, end, text: `${source};` };
    case "import":
      return {
        start,
        end,
        text: `import ${importClause(piece.imported, piece.local)} from ${JSON.stringify(piece.from)}${attributesOf(piece.attributes)};`,
      };
    case "export":
      return { start, end, text: exportText(piece) };
  }
}

/** `train = step({ … }, async () => …)` with blanks in place of everything of the call but the function. */
function withoutOptions(layout: ModuleLayout, piece: TextRange, { call, fn, parts }: StepRoot): string {
  const { text } = layout.module;
  if (parts !== undefined)
    return [text.slice(piece.start, call.start), partsOnly(layout, call, parts), text.slice(call.end, piece.end)].join(
      "",
    );
  const [before, after] = [blank(layout, call.start, fn.start), blank(layout, fn.end, call.end)];
  return [
    text.slice(piece.start, call.start),
    before,
    text.slice(fn.start, fn.end),
    after,
    text.slice(call.end, piece.end),
  ].join("");
}

/** `container({ image: "a", args: … })` as `({ args: … })`, each part where it was. */
function partsOnly(layout: ModuleLayout, call: TextRange, parts: readonly TextRange[]): string {
  const shown = ["({"];
  let done = call.start + 2;
  for (const { start, end } of parts) {
    shown.push(blank(layout, done, start), layout.module.text.slice(start, end), ",");
    done = end + 1;
  }
  return [...shown, "})", blank(layout, Math.min(done + 1, call.end), call.end)].join("");
}

/** `export const `: every kept declarator becomes a statement of its own, so that it needs none of its neighbours. */
function headOf(module: SourceModule, piece: SourcePiece): readonly Insertion[] {
  if (piece.kind !== "declarator") return [];
  const { start, end } = piece.head;
  const at = end === piece.start ? { start, end } : { start: piece.start, end: piece.start };
  return [{ ...at, text: module.text.slice(start, end) }];
}

function importClause(imported: string, local: string): string {
  if (imported === "*") return `* as ${local}`;
  return imported === "default" ? local : `{ ${exportedName(imported)} as ${local} }`;
}

function exportText({ from, name, exported, attributes }: Extract<SourcePiece, { kind: "export" }>): string {
  if (from === undefined) return `export { ${name} as ${exportedName(exported)} };`;
  const tail = `from ${JSON.stringify(from)}${attributesOf(attributes)};`;
  if (name !== "*") return `export { ${exportedName(name)} as ${exportedName(exported)} } ${tail}`;
  return exported === "*" ? `export * ${tail}` : `export * as ${exportedName(exported)} ${tail}`;
}

function exportedName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) ? name : JSON.stringify(name);
}

function attributesOf(attributes: string | undefined): string {
  return attributes === undefined ? "" : ` ${attributes.replace(/\s+/g, " ")}`;
}

/** Blanks with the insertions over them, each at the column where its text began as far as the ones before it allow. */
function overlay(layout: ModuleLayout, insertions: readonly Insertion[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text: inserted } of [...insertions].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(blank(layout, done, start), inserted);
    done = end;
  }
  return [...parts, blank(layout, done, layout.module.text.length)].join("");
}

/** Line breaks, and spaces where something may follow on the same line. */
function blank({ lineStarts }: ModuleLayout, start: number, end: number): string {
  const [first, last] = [lineOf(lineStarts, start), lineOf(lineStarts, end)];
  const column = end - Math.max(start, lineStarts[last] ?? 0);
  return "\n".repeat(last - first) + " ".repeat(column);
}

function lineOf(lineStarts: readonly number[], offset: number): number {
  let [low, high] = [0, lineStarts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function appendFragments(
  { lineStarts }: ModuleLayout,
  text: string,
  fragments: readonly FragmentRoot[],
): Omit<RenderedModule, "kept"> {
  if (fragments.length === 0) return { text, fragments: [] };
  let line = text.split(LINE_BREAK).length;
  const placed: PlacedFragment[] = [];
  const texts = fragments.map(({ id, params, range, text: code }) => {
    const head = `export const ${fragmentName(id)} = (${params.join(", ")}) => (`;
    const origin = lineOf(lineStarts, range.start);
    const height = code.split(LINE_BREAK).length;
    placed.push({
      firstLine: line,
      lastLine: line + height - 1,
      column: head.length,
      origin: { line: origin, column: range.start - (lineStarts[origin] ?? 0) },
    });
    line += height + 1;
    return `${head}${code}\n);`;
  });
  return { text: [text, ...texts].join("\n"), fragments: placed };
}

const LINE_BREAK = /\r\n|[\r\n\u2028\u2029]/;
const LINE_BREAKS = /\r\n|[\r\n\u2028\u2029]/g;

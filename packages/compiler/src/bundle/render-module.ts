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

export function renderModule(
  module: SourceModule,
  kept: ReadonlySet<number>,
  step: { readonly root: StepRoot; readonly isWhole: boolean } | undefined,
  fragments: readonly FragmentRoot[],
): RenderedModule {
  const insertions = module.pieces.flatMap((piece, index): readonly Insertion[] => {
    const isStep = step !== undefined && !step.isWhole && step.root.piece === index;
    return isStep || kept.has(index) ? [insertionOf(module, piece, isStep ? step.root : undefined)] : [];
  });
  const lines = [overlay(module.text, [...insertions, ...heads(module, kept, step?.root)])];
  if (step !== undefined && step.root.binding !== "default") lines.push(`export { ${step.root.binding} as ${STEP_EXPORT} };`);
  return { kept, ...appendFragments(module, lines.join("\n"), fragments) };
}

function insertionOf(module: SourceModule, piece: SourcePiece, step: StepRoot | undefined): Insertion {
  const { start, end } = piece;
  const source = step === undefined ? module.text.slice(start, end) : withoutOptions(module.text, piece, step);
  switch (piece.kind) {
    case "statement":
    case "effect":
    case "declarator":
      return { start, end, text: `${source};` };
    case "import":
      return { start, end, text: `import ${importClause(piece.imported, piece.local)} from ${JSON.stringify(piece.from)}${attributesOf(piece.attributes)};` };
    case "export":
      return { start, end, text: exportText(piece) };
  }
}

/** `train = step({ … }, async () => …)` with blanks in place of everything of the call but the function. */
function withoutOptions(text: string, piece: TextRange, { call, fn }: StepRoot): string {
  return [
    text.slice(piece.start, call.start),
    blank(text.slice(call.start, fn.start)),
    text.slice(fn.start, fn.end),
    blank(text.slice(fn.end, call.end)),
    text.slice(call.end, piece.end),
  ].join("");
}

/** `export const `: every kept declarator becomes a statement of its own, so that it needs none of its neighbours. */
function heads(module: SourceModule, kept: ReadonlySet<number>, step: StepRoot | undefined): readonly Insertion[] {
  return module.pieces.flatMap((piece, index) => {
    if (piece.kind !== "declarator" || !(kept.has(index) || step?.piece === index)) return [];
    const { start, end } = piece.head;
    const at = end === piece.start ? { start, end } : { start: piece.start, end: piece.start };
    return [{ ...at, text: module.text.slice(start, end) }];
  });
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
function overlay(text: string, insertions: readonly Insertion[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text: inserted } of [...insertions].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(blank(text.slice(done, start)), inserted);
    done = end;
  }
  return [...parts, blank(text.slice(done))].join("");
}

function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, " ");
}

function appendFragments(module: SourceModule, text: string, fragments: readonly FragmentRoot[]): Omit<RenderedModule, "kept"> {
  let line = text.split(LINE_BREAK).length;
  const placed: PlacedFragment[] = [];
  const texts = fragments.map(({ id, params, range, text: code }) => {
    const head = `export const ${fragmentName(id)} = (${params.join(", ")}) => (`;
    const before = module.text.slice(0, range.start).split(LINE_BREAK);
    const height = code.split(LINE_BREAK).length;
    placed.push({ firstLine: line, lastLine: line + height - 1, column: head.length, origin: { line: before.length - 1, column: before.at(-1)?.length ?? 0 } });
    line += height + 1;
    return `${head}${code}\n);`;
  });
  return { text: [text, ...texts].join("\n"), fragments: placed };
}

const LINE_BREAK = /\r\n|[\r\n\u2028\u2029]/;

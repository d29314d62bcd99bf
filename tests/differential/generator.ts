/** Random well-typed pipelines as source text. Shrinking happens in the genome; the text is printed at the end. */
import fc from "fast-check";
import { type Genome, genomes, type PipelineGene, straightGenomes } from "./genome.ts";
import { expression } from "./print-expression.ts";
import { block, type Place } from "./print-statement.ts";
import { KINDS, TYPES, Writer } from "./writer.ts";

export interface GeneratedProgram {
  /** The statements of the pipeline's function. */
  readonly body: string;
  /** Pipelines that it may call: their functions, by name, each after those that it calls itself. */
  readonly called?: { readonly [name: string]: string };
  /** How deep each of them may call itself. */
  readonly maxDepth?: number;
  readonly inputs: Genome["inputs"];
}

export const programs: fc.Arbitrary<GeneratedProgram> = genomes.map(print);

/** Those that call no pipelines. */
export const straightPrograms: fc.Arbitrary<GeneratedProgram> = straightGenomes.map(print);

/** A module as in `cases/`. */
export function moduleText({ body, called = {}, maxDepth, inputs }: GeneratedProgram, name: string): string {
  const pipelines = Object.entries(called).map(
    ([one, text]) =>
      `const ${one} = pipeline(${JSON.stringify({ name: one, ...(maxDepth === undefined ? {} : { maxDepth }) })}, ${text});\n`,
  );
  const code = [...Object.values(called), body].join("\n");
  const text = `\n${pipelines.join("")}export const inputs = ${JSON.stringify(inputs)};\nexport const main = pipeline({ name: ${JSON.stringify(name)} }, ${functionText(body)});\n`;
  const names = IMPORTED.filter((imported) => new RegExp(`\\b${imported}\\(`).test(code));
  const types = /\bUser\b/.test(code) ? ["type User"] : [];
  const steps = [...names, ...types].join(", ");
  const imports = steps === "" ? "" : `import { ${steps} } from "./generated/steps.ts";\n`;
  return `import { pipeline } from "@argosy/sdk";\n${imports}${text}`;
}

export function functionText(body: string): string {
  return `async ({ n, t, xs }: { n: number; t: string; xs: number[] }) => {\n${body}}`;
}

const IMPORTED =
  "add clamp find fragile half id letters must note positive range rate refuse scale shout user word wrap".split(" ");

function print({ body, called = [], maxDepth, inputs }: Genome): GeneratedProgram {
  const w = new Writer(undefined, []);
  const pipelines = Object.fromEntries(called.map((gene) => calledPipeline(w, gene)));
  declareParams(w);
  const place: Place = { loops: [], returns: "anything", indent: "  " };
  const statements = block(w, body, place);
  const seen = w.names.filter(({ is }) => is === "const" || is === "let").map(({ name }) => name);
  const main = `${statements}  return { ${seen.join(", ")} };\n`;
  // Pipelines that nobody calls are not parts of the program.
  return called.length === 0
    ? { body: main, inputs }
    : { body: main, called: pipelines, ...(maxDepth === undefined ? {} : { maxDepth }), inputs };
}

function declareParams(w: Writer): void {
  w.declare("n", "number", "const");
  w.declare("t", "string", "const");
  w.declare("xs", "numbers", "const");
}

/** Adds a pipeline to those that may be called from here on, and gives its name and its function. */
function calledPipeline(w: Writer, { body, choices, callsItself }: PipelineGene): readonly [string, string] {
  const name = `pipe${w.names.length + 1}`;
  w.start(choices);
  const kind = w.pick([...KINDS, "number", "number", "string"] as const);
  const text = w.pick(["t", 't = "none"', "t = `<${n}>`"]);
  const list = w.pick(["xs = [2, 1]", "xs = [n, 1]", "xs = []"]);
  const inner = new Writer(undefined, []);
  for (const one of w.names) inner.declare(one.name, one.kind, one.is);
  declareParams(inner);
  // Anywhere, so that most of these go too deep.
  if (callsItself && w.choose(3) === 1) inner.declare(name, kind, "pipeline");
  const statements = block(inner, body, { loops: [], returns: kind, indent: "  " });
  inner.start(choices.slice(3));
  const value = expression(inner, kind, 2);
  const less = inner.pick(["n - 2", "Math.floor(n / 2)", "await add({ a: n, b: -3 })"]);
  const again = callsItself ? `  if (n > 1) return ${name}({ n: ${less}, t });\n` : "";
  w.declare(name, kind, "pipeline");
  const type = `{ n: number; t${text === "t" ? "" : "?"}: string; xs?: readonly number[] | undefined }`;
  return [
    name,
    `async ({ n, ${text}, ${list} }: ${type}): Promise<${TYPES[kind]}> => {\n${statements}${again}  return ${value};\n}`,
  ];
}

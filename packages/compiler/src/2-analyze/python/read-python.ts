/** The Python files of a step, and whether they hold what the step asks for. */
import { readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { didYouMean, type JsonSchema, type Span, type StepWork } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { pythonFile, pythonFunction, pythonImport, pythonSignature } from "../../diagnostics/source.ts";
import type { Analysis } from "../frame.ts";
import { spanOf } from "../spans.ts";
import { type PythonModule, readModule } from "./module-shape.ts";
import { signatureProblems } from "./signature.ts";

type PythonWork = StepWork & { readonly kind: "python" };

export interface PythonDeclaration {
  readonly input: JsonSchema;
  readonly spans: { readonly [path: string]: Span };
  readonly call: ts.CallExpression;
}

export function readPython(
  own: { readonly file: string; readonly function: string; readonly requirements?: string },
  { input, spans, call }: PythonDeclaration,
  analysis: Analysis,
): PythonWork | undefined {
  const place = spanOf(analysis.root, call);
  const folder = dirname(call.getSourceFile().fileName);
  const read = (path: string, option: string): string | undefined => {
    const text = textOf(join(folder, path));
    if (text === undefined) analysis.report(pythonFile(spans[option] ?? place, { path }));
    return text;
  };
  const text = read(own.file, "file");
  const requirements = own.requirements === undefined ? undefined : read(own.requirements, "requirements");
  if (text === undefined || (own.requirements !== undefined && requirements === undefined)) return undefined;

  const base = join(folder, posix.dirname(own.file));
  const file = posix.basename(own.file);
  const sources = collectSources(file, base, (problem) =>
    analysis.report(pythonImport(spans["file"] ?? place, problem)),
  );
  checkFunction(readModule(text), own, input, spans, place, analysis);
  const sorted = Object.fromEntries([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    kind: "python",
    folder: relative(analysis.root, base).replaceAll("\\", "/"),
    file,
    function: own.function,
    sources: sorted,
    ...(requirements === undefined ? {} : { requirements }),
  };
}

function checkFunction(
  module: PythonModule,
  own: { readonly file: string; readonly function: string },
  input: JsonSchema,
  spans: PythonDeclaration["spans"],
  place: Span,
  analysis: Analysis,
): void {
  const span = spans["function"] ?? place;
  const { file, function: name } = own;
  const fn = module.functions.findLast((one) => one.name === name);
  if (fn === undefined) {
    // Wrapped, imported or defined under a condition: only Python itself knows it.
    if (module.others.has(name)) return;
    const known = module.functions.map((one) => one.name);
    const suggestion = didYouMean(name, known);
    analysis.report(pythonFunction(span, { file, name, known, ...(suggestion === undefined ? {} : { suggestion }) }));
    return;
  }
  for (const problem of signatureProblems(fn, input))
    analysis.report(pythonSignature(span, { file, line: fn.line, name, problem }));
}

/** The file and every module beside it that is imported from it, by path. Others are the image's. */
function collectSources(
  file: string,
  base: string,
  report: (problem: { readonly file: string; readonly line: number; readonly module: string }) => void,
): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const waiting = [file];
  const add = (path: string): boolean => {
    if (sources.has(path) || waiting.includes(path)) return true;
    if (textOf(join(base, path)) === undefined) return false;
    waiting.push(path);
    return true;
  };
  /** A module with the packages around it. */
  const addModule = (path: string): boolean => {
    if (!add(`${path}.py`) && !add(`${path}/__init__.py`)) return false;
    for (let parent = posix.dirname(path); parent !== "."; parent = posix.dirname(parent)) add(`${parent}/__init__.py`);
    return true;
  };
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const text = textOf(join(base, path)) ?? "";
    sources.set(path, text);
    for (const { module, names, line, conditional } of readModule(text).imports) {
      const target = modulePath(module, path);
      if (target === undefined) continue;
      const found = target !== "" && addModule(target);
      const members = names.filter((name) => addModule(posix.join(target, name)));
      const isMissing = module.startsWith(".") && !found && members.length === 0 && target !== "";
      if (isMissing && !conditional) report({ file: path, line, module });
    }
  }
  return sources;
}

/** Where a module would lie, relative to the folder of the step's file; nothing when it is above it. */
function modulePath(module: string, from: string): string | undefined {
  const [, dots = "", name = ""] = /^(\.*)(.*)$/.exec(module) ?? [];
  const folder = dots === "" ? "" : posix.join(posix.dirname(from), ...Array.from(dots.slice(1), () => ".."));
  if (folder.startsWith("..")) return undefined;
  const path = posix.join(folder, ...name.split("."));
  return path === "." ? "" : path;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

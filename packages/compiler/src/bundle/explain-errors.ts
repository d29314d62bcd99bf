/** Turns what esbuild complains about into findings at the user's own lines. */
import { relative } from "node:path";
import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { build, type Location, type Message } from "esbuild";
import { cannotBundle, moduleNotFound, nativeAddOn, ownPackageInStep } from "../diagnostics/bundling.ts";
import { type ImportChain, importTracer } from "./import-tracer.ts";
import { buildOptions, type PackOptions } from "./pack.ts";
import { type PackProblem, sourceOf } from "./sources-plugin.ts";
import type { SourceGraph, SourceModule } from "./source-graph-types.ts";
import { offsetOf, spanIn } from "./spans.ts";

/** `spanOfUnit`: where to point when no import of the user leads to the place of an error. */
export async function explainErrors(
  options: PackOptions,
  errors: readonly Message[],
  spanOfUnit: (unit: string) => Span | undefined,
): Promise<readonly Diagnostic[]> {
  const chains = errors.every((error) => inSource(options.graph, error.location) !== undefined)
    ? undefined
    : await traceImports(options);
  const found = new Map<string, Diagnostic>();
  for (const error of errors) {
    const diagnostic = explain(options, error, chains, spanOfUnit);
    const key = `${diagnostic.code}@${diagnostic.span?.file}:${diagnostic.span?.start}:${diagnostic.message}`;
    if (!found.has(key)) found.set(key, diagnostic);
  }
  return [...found.values()];
}

function explain(
  { graph, units }: PackOptions,
  error: Message,
  chains: ((file: string) => ImportChain | undefined) | undefined,
  spanOfUnit: (unit: string) => Span | undefined,
): Diagnostic {
  const own = inSource(graph, error.location);
  if (own !== undefined) return describe(error, spanOfError(own.module, error, own.location), undefined);
  const chain = error.location === null ? undefined : chains?.(error.location.file);
  const module = graph.modules.find(({ path }) => path === chain?.module);
  const span =
    module === undefined || chain === undefined
      ? spanOfUnit(units[0]?.name ?? "")
      : spanOfImport(module, chain.specifier);
  return describe(error, span, chain);
}

function describe(error: Message, span: Span | undefined, chain: ImportChain | undefined): Diagnostic {
  const importer = chain?.importer;
  const problem = error.detail as PackProblem | undefined;
  const missing = /^Could not resolve "(.*)"$/s.exec(error.text)?.[1];
  const common = importer === undefined ? {} : { importer };
  if (missing !== undefined) return moduleNotFound(span, { specifier: missing, ...common });
  switch (problem?.kind) {
    case "native":
      return nativeAddOn(span, { name: packageName(chain?.specifier ?? quotedName(error)) });
    case "own package":
      return ownPackageInStep(span, { specifier: problem.specifier });
    case undefined:
      return cannotBundle(span, { message: error.text, ...common });
  }
}

function inSource(
  graph: SourceGraph,
  location: Location | null,
): { readonly module: SourceModule; readonly location: Location } | undefined {
  const path = location === null ? undefined : sourceOf(location.file)?.path;
  const module = graph.modules.find((one) => one.path === path);
  return module === undefined || location === null ? undefined : { module, location };
}

/** Imports are printed anew, so they are found by what they import; all else stands where it stood. */
function spanOfError(module: SourceModule, error: Message, { line, column, length, lineText }: Location): Span {
  const quoted = quotedName(error);
  if (module.pieces.some((piece) => "from" in piece && piece.from === quoted)) return spanOfImport(module, quoted);
  const characters = (bytes: number): number => Buffer.from(lineText).subarray(0, bytes).toString().length;
  const start = offsetOf(module.text, line - 1, characters(column));
  return spanIn(module, {
    start,
    end: Math.min(start + characters(column + length) - characters(column), module.text.length),
  });
}

function spanOfImport(module: SourceModule, specifier: string): Span {
  const piece = module.pieces.find((one) => "from" in one && one.from === specifier);
  const quoted = [`"${specifier}"`, `'${specifier}'`]
    .map((text) => module.text.indexOf(text, piece?.end ?? 0))
    .filter((at) => at >= 0);
  const start = quoted.length === 0 ? (piece?.start ?? 0) : Math.min(...quoted);
  return spanIn(module, { start, end: start + specifier.length + 2 });
}

/** The specifier at the place of an error, as it is written there. */
function quotedName({ location }: Message): string {
  if (location === null) return "";
  const text = Buffer.from(location.lineText)
    .subarray(location.column, location.column + location.length)
    .toString();
  return text.replace(/^["'`]|["'`]$/g, "");
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Builds once more, slowly, to learn which import of the user brings a package's file in. */
async function traceImports(options: PackOptions): Promise<(file: string) => ImportChain | undefined> {
  const tracer = importTracer();
  const settings = buildOptions(options);
  await build({ ...settings, plugins: [tracer.plugin, ...(settings.plugins ?? [])] }).catch(() => undefined);
  return (file) => tracer.chainTo(file, (path) => relative(settings.absWorkingDir ?? "/", path));
}

/** One call of esbuild for many outputs: it reads every package once and links each output by itself. */
import { parse } from "node:path";
import { build, type BuildFailure, type BuildOptions, type Message } from "esbuild";
import { TARGET } from "./pod-runtime.ts";
import { ownSourceMap, type OriginalFile } from "./source-map.ts";
import { type PackUnit, sourceOf, type SourcesOptions, sourcesPlugin } from "./sources-plugin.ts";

export interface Packed {
  readonly code: string;
  /** JSON text of the user's own part of the source map. */
  readonly map: () => string;
}

/** Outputs by the name of their unit, or what went wrong. */
export type PackResult =
  | { readonly ok: true; readonly outputs: ReadonlyMap<string, Packed> }
  | { readonly ok: false; readonly errors: readonly Message[] };

export interface PackOptions extends SourcesOptions {
  /** The generated module that an output starts at. */
  readonly entryOf: (unit: PackUnit) => string;
  readonly format: "esm" | "iife";
}

export async function pack(options: PackOptions): Promise<PackResult> {
  try {
    const { outputFiles } = await build(buildOptions(options));
    const texts = new Map(outputFiles.map((file) => [parse(file.path).base, file.text]));
    const origins = originFinder(options);
    const outputs = options.units.map(({ name }) => {
      const map = (): string => ownSourceMap(texts.get(`${name}.js.map`) ?? "", origins);
      return [name, { code: texts.get(`${name}.js`) ?? "", map }] as const;
    });
    return { ok: true, outputs: new Map(outputs) };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { ok: false, errors: error.errors };
  }
}

export function buildOptions(options: PackOptions): BuildOptions & { readonly write: false } {
  const { root } = parse(options.root);
  return {
    absWorkingDir: root,
    outdir: root,
    entryPoints: options.units.map((unit) => ({
      in: `argosy:entry/${unit.name}.${options.entryOf(unit)}`,
      out: unit.name,
    })),
    plugins: [sourcesPlugin(options)],
    bundle: true,
    write: false,
    format: options.format,
    platform: "node",
    target: TARGET,
    minify: true,
    // Programs read names: `error.constructor.name`, `step.name`.
    keepNames: true,
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    charset: "ascii",
    // What Node itself would load, without the bundlers' own `module` condition.
    conditions: [],
    // The bundle is the program, but no module of the user is.
    define: { "import.meta.main": "false" },
    tsconfigRaw: { compilerOptions: { ...options.graph.compilerOptions, verbatimModuleSyntax: true } },
    logLevel: "silent",
    ...(options.format === "iife" ? { globalName: "argosy" } : {}),
  };
}

function originFinder({ graph, units }: PackOptions): (name: string) => OriginalFile | undefined {
  const slices = new Map(units.map(({ name, slice }) => [name, slice]));
  const modules = new Map(graph.modules.map(({ path }, index) => [path, index]));
  return (name) => {
    const source = sourceOf(name);
    const rendered = slices.get(source?.unit ?? "")?.modules.get(modules.get(source?.path ?? "") ?? -1);
    return source === undefined || rendered === undefined
      ? undefined
      : { path: source.path, fragments: rendered.fragments };
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

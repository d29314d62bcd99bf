/** Gives esbuild the sliced modules and the generated ones, and says what each import of a sliced module leads to. */
import { posix, resolve } from "node:path";
import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { externalModules } from "./external-modules.ts";
import { RUNTIME_MODULES } from "./pod-runtime.ts";
import type { Slice } from "./slice.ts";
import type { SourceGraph } from "./source-graph-types.ts";

/** One output: a slice of the user's modules and the generated modules around it, by name (`entry`, `step`, `calls`). */
export interface PackUnit {
  /** Also the name of the output; letters and digits. */
  readonly name: string;
  readonly slice: Slice;
  readonly generated: { readonly [module: string]: string };
  /** Leaves `@argosy/sdk` out, so that the output says nothing of Argosy's version. */
  readonly withoutSdk?: boolean;
}

export interface SourcesOptions {
  readonly graph: SourceGraph;
  /** Absolute path of the project root. */
  readonly root: string;
  readonly units: readonly PackUnit[];
  /** Absolute path of the module that is `@argosy/sdk`; without it, that comes from the runtime before the code. */
  readonly sdkModule?: string;
  /** Absolute path of the module that generated checks call. */
  readonly checksModule?: string;
  readonly external: readonly string[];
}

/** What an error of the plugin is about, in its `detail`. */
export type PackProblem = { readonly kind: "native" } | { readonly kind: "own package"; readonly specifier: string };

/** How generated modules import a sliced one. */
export function sourceSpecifier(module: number): string {
  return `argosy:source/${module}`;
}

export const GENERATED = "argosy-generated";
export const SOURCE = "argosy-source";

/** Node runs the user's files as ES modules, whose imports of CommonJS follow Node's own rules: esbuild goes by the suffix. */
const SUFFIX = ".mts";

/** The module of the user that esbuild calls `SOURCE:unit/path.mts`. */
export function sourceOf(name: string): { readonly unit: string; readonly path: string } | undefined {
  const match = /^(?:.*\/)?argosy-source:([A-Za-z0-9]+)\/(.*)\.mts$/s.exec(name);
  return match === null ? undefined : { unit: match[1] as string, path: match[2] as string };
}

export function sourcesPlugin(options: SourcesOptions): Plugin {
  const units = new Map(options.units.map((unit) => [unit.name, unit]));
  const modules = new Map(options.graph.modules.map((module, index) => [module.path, index]));
  return {
    name: "argosy-sources",
    setup: (build) => {
      build.onResolve({ filter: /^argosy:/ }, (args) => resolveGenerated(options, args));
      externalModules(build, options.external);
      build.onResolve({ filter: /.*/, namespace: SOURCE }, (args) => resolveFromSource(options, units, modules, args));
      build.onResolve({ filter: /^@argosy\/sdk$/ }, () => resolveSdk(options));
      build.onLoad({ filter: /.*/, namespace: GENERATED }, ({ path }) => loadGenerated(units, path));
      build.onLoad({ filter: /.*/, namespace: SOURCE }, ({ path }) => loadSource(options, units, modules, path));
      refuseNativeAddOns(build);
    },
  };
}

function resolveSdk({ sdkModule }: SourcesOptions): OnResolveResult {
  return {
    sideEffects: false,
    ...(sdkModule === undefined ? { path: "runtime/sdk", namespace: GENERATED } : { path: sdkModule }),
  };
}

function resolveGenerated({ graph, checksModule }: SourcesOptions, { path, importer }: OnResolveArgs): OnResolveResult {
  const [what = "", which = ""] = path.slice("argosy:".length).split("/");
  if (what === "pod" || what === "work") return { path: `runtime/${what}`, namespace: GENERATED };
  if (what === "checks" && checksModule !== undefined) return { path: checksModule, sideEffects: false };
  if (what === "entry") return { path: which.replace(".", "/"), namespace: GENERATED };
  const [unit] = importer.split("/");
  if (what === "source")
    return { path: `${unit}/${graph.modules[Number(which)]?.path ?? ""}${SUFFIX}`, namespace: SOURCE };
  return { path: `${unit}/${what}`, namespace: GENERATED };
}

function resolveFromSource(
  options: SourcesOptions,
  units: ReadonlyMap<string, PackUnit>,
  modules: ReadonlyMap<string, number>,
  args: OnResolveArgs,
): OnResolveResult | undefined {
  const source = sourceOf(`${SOURCE}:${args.importer}`);
  const index = modules.get(source?.path ?? "");
  const link = index === undefined ? undefined : options.graph.modules[index]?.links[args.path];
  if (link === undefined)
    return /^@argosy\/(?!sdk(\/|$))/.test(args.path)
      ? refused({ kind: "own package", specifier: args.path })
      : undefined;
  switch (link.kind) {
    case "source":
      return { path: `${source?.unit}/${options.graph.modules[link.module]?.path ?? ""}${SUFFIX}`, namespace: SOURCE };
    case "file":
      return { path: resolve(options.root, link.path) };
    case "sdk":
      return units.get(source?.unit ?? "")?.withoutSdk === true
        ? { path: "@argosy/sdk", external: true }
        : resolveSdk(options);
  }
}

function refused(problem: PackProblem): OnResolveResult & OnLoadResult {
  return { errors: [{ text: problem.kind, detail: problem }] };
}

function loadGenerated(units: ReadonlyMap<string, PackUnit>, path: string): OnLoadResult {
  const [unit = "", module = ""] = path.split("/");
  const generated: PackUnit["generated"] | undefined =
    unit === "runtime" ? RUNTIME_MODULES : units.get(unit)?.generated;
  return { contents: generated?.[module] ?? "", loader: "js" };
}

function loadSource(
  options: SourcesOptions,
  units: ReadonlyMap<string, PackUnit>,
  modules: ReadonlyMap<string, number>,
  name: string,
): OnLoadResult {
  const source = sourceOf(`${SOURCE}:${name}`);
  const index = modules.get(source?.path ?? "") ?? -1;
  const module = options.graph.modules[index];
  const rendered = units.get(source?.unit ?? "")?.slice.modules.get(index);
  if (module === undefined || rendered === undefined) return { contents: "", loader: "js" };
  return {
    contents: rendered.text,
    loader: loaderOf(module.path),
    resolveDir: resolve(options.root, posix.dirname(module.path)),
  };
}

export function loaderOf(path: string): Loader {
  if (path.endsWith("x")) return path.endsWith(".tsx") ? "tsx" : "jsx";
  return /\.[cm]?js$/.test(path) ? "js" : "ts";
}

/** Packages that load an add-on by a name they compute: nothing of it would be seen here. */
const ADD_ON_LOADERS =
  /^(bindings|node-gyp-build|node-gyp-build-optional-packages|@mapbox\/node-pre-gyp|pkg-prebuilds)$/;

function refuseNativeAddOns(build: PluginBuild): void {
  build.onLoad({ filter: /\.node$/ }, () => refused({ kind: "native" }));
  build.onResolve({ filter: ADD_ON_LOADERS }, () => refused({ kind: "native" }));
}

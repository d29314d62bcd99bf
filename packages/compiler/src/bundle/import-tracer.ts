/** Records who imports whom in a build, to blame a package's trouble on the import that brings the package in. */
import type { Plugin } from "esbuild";
import { SOURCE, sourceOf } from "./sources-plugin.ts";

export interface ImportChain {
  /** The user's module and what it imports. */
  readonly module: string;
  readonly specifier: string;
  /** The package that the file belongs to. */
  readonly importer: string;
}

export interface ImportTracer {
  readonly plugin: Plugin;
  /** `show` turns absolute paths into those of esbuild's messages. */
  chainTo(file: string, show: (path: string) => string): ImportChain | undefined;
}

/** Marks a resolution that only asks what a module is. */
const PASS_BY = "argosy-pass-by";

interface Edge {
  readonly importer: string;
  readonly specifier: string;
}

export function importTracer(): ImportTracer {
  const importers = new Map<string, Edge>();
  const plugin: Plugin = {
    name: "argosy-import-tracer",
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, async ({ path, pluginData, importer, namespace, resolveDir, kind }) => {
        if (pluginData === PASS_BY || kind === "entry-point") return undefined;
        const found = await build.resolve(path, { importer, namespace, resolveDir, kind, pluginData: PASS_BY });
        if (found.errors.length > 0) return undefined;
        const from = namespace === SOURCE ? `${SOURCE}:${importer}` : importer;
        if (!importers.has(found.path)) importers.set(found.path, { importer: from, specifier: path });
        return {
          path: found.path,
          namespace: found.namespace,
          external: found.external,
          sideEffects: found.sideEffects,
        };
      });
    },
  };
  const chainTo = (file: string, show: (path: string) => string): ImportChain | undefined => {
    const start = [...importers.keys()].find((path) => show(path) === file);
    const seen = new Set<string>();
    for (let at = start; at !== undefined && !seen.has(at);) {
      seen.add(at);
      const edge = importers.get(at);
      const source = edge === undefined ? undefined : sourceOf(edge.importer);
      if (edge !== undefined && source !== undefined)
        return { module: source.path, specifier: edge.specifier, importer: packageOf(file) };
      at = edge?.importer;
    }
    return undefined;
  };
  return { plugin, chainTo };
}

function packageOf(file: string): string {
  const inside = file.split("node_modules/").at(-1) ?? file;
  return inside
    .split("/")
    .slice(0, inside.startsWith("@") ? 2 : 1)
    .join("/");
}

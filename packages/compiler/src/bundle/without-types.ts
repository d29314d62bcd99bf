import { transform } from "esbuild";
import type { RenderedModule } from "./render-module.ts";
import type { Slice } from "./slice.ts";
import { loaderOf } from "./sources-plugin.ts";
import type { SourceGraph } from "./source-graph-types.ts";

/**
 * The slice as JavaScript without types and comments. esbuild gives short names by the frequency of letters in the
 * source, types included; what identifies a step must not depend on them.
 */
export async function withoutTypes({ modules: sources, compilerOptions }: SourceGraph, slice: Slice): Promise<Slice> {
  const options = { minifyWhitespace: true, legalComments: "none", logLevel: "silent", charset: "ascii" } as const;
  const tsconfigRaw = { compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true } };
  const stripped = [...slice.modules].map(async ([index, module]): Promise<[number, RenderedModule]> => {
    const loader = loaderOf(sources[index]?.path ?? "");
    // What cannot be read here cannot be read there either, and is reported from there.
    const { code } = await transform(module.text, { ...options, loader, tsconfigRaw }).catch(() => ({
      code: module.text,
    }));
    return [index, { ...module, text: code }];
  });
  return { ...slice, modules: new Map(await Promise.all(stripped)) };
}

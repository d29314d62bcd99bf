/**
 * The part that all bundles of a program share: the pod runtime and the SDK as pods know it, as one expression. It is
 * linked once and stands before each step's own code, which finds it in a variable.
 */
import { dirname, extname, join } from "node:path";
import type { StepWork } from "@argosy/sdk/ir";
import { build } from "esbuild";

export interface RuntimeModules {
  /** Absolute path of the module that exports `runPod`. */
  readonly podRuntime: string;
  /** Absolute path of the module that stands for `@argosy/sdk` in a pod. */
  readonly sdkPodShim: string;
}

/** The oldest Node in a pod. */
export const TARGET = "node22.19";

const RUNTIME = "argosyRuntime";
const BUNDLE_URL = "argosyBundleUrl";

/** What `argosy:pod` and `@argosy/sdk` are in a step's own code. */
export const RUNTIME_MODULES = {
  pod: `export const { runPod } = ${RUNTIME};`,
  work: `export const { runWork } = ${RUNTIME};`,
  // CommonJS, whose names are looked up when they are used: nobody has to know them here.
  sdk: `module.exports = ${RUNTIME}.sdk;`,
} as const;

/** Lines of code to put before a step's own; `kind` is that of a step that is not TypeScript. */
export async function packRuntime(
  { podRuntime, sdkPodShim }: RuntimeModules,
  kind: StepWork["kind"] | undefined,
): Promise<string> {
  const contents = `${kind === undefined ? "" : `export { runWork } from ${JSON.stringify(workModule(podRuntime, kind))};`}
    import * as sdk from ${JSON.stringify(sdkPodShim)};
    export { runPod } from ${JSON.stringify(podRuntime)};
    export { sdk };
    for (const [name, value] of Object.entries(sdk)) {
      if (typeof value === "function") Object.defineProperty(value, "name", { value: name, configurable: true });
    }`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(podRuntime) },
    bundle: true,
    write: false,
    format: "iife",
    globalName: RUNTIME,
    platform: "node",
    target: TARGET,
    minify: true,
    legalComments: "none",
    conditions: [],
    define: { "import.meta.url": BUNDLE_URL },
    tsconfigRaw: {},
    logLevel: "silent",
  });
  return [
    'import{createRequire as argosyRequire}from"node:module";',
    // Packages in CommonJS, and the runtime itself, find Node's own modules through `require`.
    `const ${BUNDLE_URL}=import.meta.url,require=argosyRequire(${BUNDLE_URL});\n`,
    ...outputFiles.map(({ text }) => text),
  ].join("");
}

/** What runs such steps lies beside what runs pods. */
function workModule(podRuntime: string, kind: StepWork["kind"]): string {
  return join(dirname(podRuntime), `${kind}-step${extname(podRuntime)}`);
}

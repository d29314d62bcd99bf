/** Runs pure code of the user while compiling. */
import type { Expr, FragmentId, Json } from "@argosy/sdk/ir";
import { exactJson } from "./exact-json.ts";
import { expressionText } from "./expression-text.ts";
import { fragmentName } from "./names.ts";
import { pack } from "./pack.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { sliceCutter } from "./slice.ts";
import type { FragmentRoot, SourceGraph } from "./source-graph-types.ts";
import { sourceSpecifier } from "./sources-plugin.ts";

export interface EvaluateOptions {
  /** Must hold a fragment root for every call. */
  readonly sources: SourceGraph;
  /** Absolute path of the project root. */
  readonly root: string;
  /** Absolute path of the module that stands for `@argosy/sdk`. */
  readonly sdkPodShim: string;
  /** `undefined` is a legal argument. */
  readonly calls: readonly EvaluateCall[];
  /** For all calls of the same fragments together, in milliseconds; 1000 when absent. */
  readonly timeoutMs?: number;
}

export interface EvaluateCall {
  readonly fragment: FragmentId;
  readonly args: readonly (Json | undefined)[];
}

/** `reason` is a clause about the code, such as `it reads the clock`. */
export type Evaluation =
  { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly reason: string };

/**
 * The values of calls, in their order, without clock, chance, locale, files or network. A value is given only if JSON
 * holds it exactly; whatever cannot be evaluated here may still be evaluated in a pod.
 */
export async function evaluateAtCompileTime(options: EvaluateOptions): Promise<readonly Evaluation[]> {
  const { calls } = options;
  const together = await evaluateTogether(options);
  if (together.length === calls.length) return together;
  // One fragment's module keeps the others from loading; alone, each shows what it can.
  const alone = calls.map(async (call): Promise<Evaluation> => {
    const [evaluation] = await evaluateTogether({ ...options, calls: [call] });
    return evaluation ?? refused("it cannot be loaded");
  });
  return Promise.all(alone);
}

/** The values of expressions that name nothing, by the same rules. */
export function evaluateExpressions(expressions: readonly Expr[]): readonly Evaluation[] {
  const sandbox = createSandbox(1000);
  const exports = expressions.map((expr, index) => `e${index}: () => ${expressionText(expr)}`);
  sandbox.load(`var argosy = { ${exports.join(", ")} };`);
  return expressions.map((_, index) => evaluateExport(sandbox, `e${index}`, []));
}

/** Fewer results than calls when the code cannot even be loaded and there are several calls to blame for it. */
async function evaluateTogether(options: EvaluateOptions): Promise<readonly Evaluation[]> {
  const { calls } = options;
  if (calls.length === 0) return [];
  const giveUp = (reason: string): readonly Evaluation[] => (calls.length === 1 ? [refused(reason)] : []);
  const packed = await packFragments(options);
  if ("reason" in packed) return giveUp(packed.reason);
  const sandbox = createSandbox(options.timeoutMs ?? 1000);
  const loaded = sandbox.run(() => sandbox.load(packed.code));
  if (!loaded.ok) return giveUp(loaded.reason);
  return calls.map(({ fragment, args }) => evaluateExport(sandbox, fragmentName(fragment), args));
}

function evaluateExport(sandbox: Sandbox, name: string, args: EvaluateCall["args"]): Evaluation {
  const run = sandbox.run(() => exactJson(sandbox.call(name, args)));
  if (!run.ok) return run;
  return "problem" in run.value ? refused(run.value.problem) : { ok: true, value: run.value.json };
}

async function packFragments(
  options: EvaluateOptions,
): Promise<{ readonly code: string } | { readonly reason: string }> {
  const { sources, root, sdkPodShim, calls } = options;
  const fragments = [...new Set(calls.map(({ fragment }) => fragment))].map((id) => fragmentRoot(sources, id));
  const entry = fragments
    .map(({ id, module }) => `export { ${fragmentName(id)} } from ${JSON.stringify(sourceSpecifier(module))};`)
    .join("\n");
  const unit = { name: "fold", slice: sliceCutter(sources)(undefined, fragments), generated: { entry } };
  const result = await pack({
    graph: sources,
    root,
    units: [unit],
    sdkModule: sdkPodShim,
    external: [],
    entryOf: () => "entry",
    format: "iife",
  });
  if (result.ok) return { code: result.outputs.get(unit.name)?.code ?? "" };
  const text = result.errors[0]?.text ?? "its code cannot be packed";
  return {
    reason: text.startsWith("Top-level await")
      ? "it needs a module with top-level await"
      : `its code cannot be packed: ${text}`,
  };
}

function fragmentRoot(sources: SourceGraph, id: FragmentId): FragmentRoot {
  const root = sources.roots.find((one): one is FragmentRoot => one.kind === "fragment" && one.id === id);
  if (root === undefined) throw new Error(`the source graph has no fragment ${id}`);
  return root;
}

function refused(reason: string): Evaluation {
  return { ok: false, reason };
}

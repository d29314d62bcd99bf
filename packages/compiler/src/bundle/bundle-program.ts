import {
  allowsAnything,
  type Bundle,
  type CallSite,
  checkText,
  type Diagnostic,
  type JsonSchema,
  type LoweredProgram,
  type PipelineIr,
  shapeText,
  type StepIr,
  type StepWork,
} from "@argosy/sdk/ir";
import { callTable, fragmentsOf } from "./call-table.ts";
import { sha256, stepDigest } from "./digest.ts";
import { effectWarnings } from "./effect-warnings.ts";
import { explainErrors } from "./explain-errors.ts";
import { pack, type PackOptions, type Packed } from "./pack.ts";
import { packRuntime } from "./pod-runtime.ts";
import { type CutSlice, type Slice, sliceCutter } from "./slice.ts";
import type { FragmentRoot, SourceGraph, StepRoot } from "./source-graph-types.ts";
import { type PackUnit, sourceSpecifier } from "./sources-plugin.ts";
import { withoutTypes } from "./without-types.ts";

export interface BundleOptions {
  readonly ir: PipelineIr;
  readonly program: LoweredProgram;
  /** Must hold a root for every step and fragment that the program calls. */
  readonly sources: SourceGraph;
  /** Absolute path of the project root, where packages are looked for. */
  readonly root: string;
  /** Absolute path of the module that exports `runPod`. */
  readonly podRuntime: string;
  /** Absolute path of the module that stands for `@argosy/sdk` in a pod. */
  readonly sdkPodShim: string;
  /** Absolute path of the module of the SDK that generated checks call. */
  readonly sdkChecks: string;
}

export interface BundleResult {
  /** One per distinct step that is called, in the program's order, then `$glue`; empty when there are errors. */
  readonly bundles: readonly Bundle[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One bundle to make: the code that runs, and the code whose digest identifies the step. */
interface Plan {
  readonly step: StepIr | undefined;
  readonly runs: PackUnit;
  readonly identity: PackUnit;
}

/** Makes the code of every pod: one ES module per step, and one for all glue. */
export async function bundleProgram(options: BundleOptions): Promise<BundleResult> {
  const { program, sources } = options;
  const steps = program.steps.filter(({ id }) => program.calls.some(({ step }) => step === id));
  const hasGlue = program.calls.some(({ step }) => step === undefined);
  const cut = sliceCutter(sources);
  const plans = await Promise.all(
    [...steps, ...(hasGlue ? [undefined] : [])].map((step, index) => planBundle(options, cut, step, index)),
  );
  const [runtimes, ...packed] = await Promise.all([
    packRuntimes(options, plans),
    ...groupByExternal(plans).map((group) => packGroup(options, group)),
  ]);
  const errors = packed.flatMap((result) => result.diagnostics);
  const warnings = effectWarnings(
    sources,
    plans.map(({ step, runs }) => ({ name: step?.name ?? "glue", slice: runs.slice })),
  );
  if (errors.length > 0) return { bundles: [], diagnostics: [...errors, ...warnings] };
  const outputs = new Map(packed.flatMap((result) => [...result.outputs]));
  return { bundles: plans.map((plan) => finishBundle(plan, runtimes, outputs)), diagnostics: warnings };
}

/** The shared part of every kind of step that there is. */
type Runtimes = ReadonlyMap<StepWork["kind"] | undefined, string>;

async function packRuntimes(options: BundleOptions, plans: readonly Plan[]): Promise<Runtimes> {
  const kinds = [...new Set(plans.map(({ step }) => step?.work?.kind))];
  return new Map(await Promise.all(kinds.map(async (kind) => [kind, await packRuntime(options, kind)] as const)));
}

async function planBundle(
  { program, sources }: BundleOptions,
  cut: CutSlice,
  step: StepIr | undefined,
  index: number,
): Promise<Plan> {
  const calls = program.calls.filter((call) => call.step === step?.id);
  const root = step === undefined ? undefined : stepRoot(sources, step);
  const slice = cut(root, fragmentRoots(sources, calls));
  const table = callTable(calls, (id) => sourceSpecifier(fragmentRoot(sources, id).module));
  const generated = {
    entry: entryText(step),
    calls: table,
    ...(slice.step === undefined ? {} : { step: stepText(slice, step) }),
  };
  const alone = await withoutTypes(sources, root === undefined ? slice : cut(root, []));
  return {
    step,
    runs: { name: `run${index}`, slice, generated },
    identity: {
      name: `identity${index}`,
      slice: alone,
      generated: { entry: root === undefined ? table : stepText(alone, step) },
      withoutSdk: true,
    },
  };
}

function entryText(step: StepIr | undefined): string {
  if (step === undefined)
    return ['import { runPod } from "argosy:pod";', 'import { calls } from "argosy:calls";', "runPod({ calls });"].join(
      "\n",
    );
  const about = JSON.stringify({ name: step.name, file: step.span.file, line: step.span.line });
  const checks = [
    ...checkField("input", "input", step, step.input),
    // Nobody may use what a step without a result gives, so that it may be anything.
    ...checkField("output", "result", step, step.output["type"] === "null" ? {} : step.output),
  ];
  return [
    'import { runPod } from "argosy:pod";',
    ...(step.work === undefined ? [] : ['import { runWork } from "argosy:work";']),
    'import { step } from "argosy:step";',
    'import { calls } from "argosy:calls";',
    ...(checks.length === 0 ? [] : ['import * as checks from "argosy:checks";']),
    `runPod({ ${[`step: ${about}`, `run: ${runText(step)}`, "calls", ...checks].join(", ")} });`,
  ].join("\n");
}

/** What runs a step that is not TypeScript is part of the runtime; its `step` is the code of its options. */
function runText({ work, output }: StepIr): string {
  if (work === undefined) return "step";
  return `runWork(${JSON.stringify({ ...work, hasResult: output["type"] !== "null" })}, step)`;
}

function checkField(field: "input" | "output", what: string, { name }: StepIr, schema: JsonSchema): readonly string[] {
  if (allowsAnything(schema)) return [];
  const shape = shapeText(schema, "checks");
  const parts = [
    JSON.stringify(`the ${what} of \`${name}\``),
    checkText(schema, "checks"),
    ...(shape === undefined ? [] : [shape]),
  ];
  return [`${field}: checks.requiring(${parts.join(", ")})`];
}

function stepText({ step }: Slice, { work }: Pick<StepIr, "work"> = {}): string {
  if (step === undefined) return "";
  const from = JSON.stringify(sourceSpecifier(step.module));
  if (!step.isWhole) return `export { ${step.exported} as step } from ${from};`;
  return `import { ${step.exported} as whole } from ${from};\nexport const step = whole[Symbol.for("argosy.step")].${work === undefined ? "fn" : "options"};`;
}

function stepRoot(sources: SourceGraph, { id }: StepIr): StepRoot {
  const root = sources.roots.find((one): one is StepRoot => one.kind === "step" && one.id === id);
  if (root === undefined) throw new Error(`the source graph has no step ${id}`);
  return root;
}

function fragmentRoot(sources: SourceGraph, id: string): FragmentRoot {
  const root = sources.roots.find((one): one is FragmentRoot => one.kind === "fragment" && one.id === id);
  if (root === undefined) throw new Error(`the source graph has no fragment ${id}`);
  return root;
}

function fragmentRoots(sources: SourceGraph, calls: readonly CallSite[]): readonly FragmentRoot[] {
  return fragmentsOf(calls).map((id) => fragmentRoot(sources, id));
}

/** What is external is so for a whole build; steps that say the same share one. */
function groupByExternal(plans: readonly Plan[]): readonly (readonly Plan[])[] {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const key = JSON.stringify(externalOf(plan));
    groups.set(key, [...(groups.get(key) ?? []), plan]);
  }
  return [...groups.values()];
}

function externalOf({ step }: Plan): readonly string[] {
  return [...new Set(step?.options.external)].sort();
}

async function packGroup(
  options: BundleOptions,
  plans: readonly Plan[],
): Promise<{ readonly outputs: ReadonlyMap<string, Packed>; readonly diagnostics: readonly Diagnostic[] }> {
  const first = plans[0];
  const packOptions: PackOptions = {
    graph: options.sources,
    root: options.root,
    units: plans.flatMap(({ runs, identity }) => [runs, identity]),
    external: first === undefined ? [] : externalOf(first),
    checksModule: options.sdkChecks,
    entryOf: () => "entry",
    format: "esm",
  };
  const result = await pack(packOptions);
  if (result.ok) return { outputs: result.outputs, diagnostics: [] };
  const spans = new Map(
    plans.flatMap(({ step, runs, identity }) =>
      [runs, identity].map(({ name }) => [name, step?.span ?? options.ir.span]),
    ),
  );
  return {
    outputs: new Map(),
    diagnostics: await explainErrors(packOptions, result.errors, (unit) => spans.get(unit)),
  };
}

function finishBundle(
  { step, runs, identity }: Plan,
  runtimes: Runtimes,
  outputs: ReadonlyMap<string, Packed>,
): Bundle {
  const runtime = runtimes.get(step?.work?.kind) ?? "";
  const packed = outputs.get(runs.name);
  const alone = outputs.get(identity.name);
  if (packed === undefined || alone === undefined) throw new Error(`esbuild left out ${runs.name}`);
  const code = `${runtime}${packed.code}${sourceMapComment(packed.map(), runtime.split("\n").length - 1)}`;
  return { step: step?.id ?? "$glue", sha256: sha256(code), digest: stepDigest(alone.code, step), code };
}

function sourceMapComment(map: string, linesBefore: number): string {
  const parsed = JSON.parse(map) as { readonly mappings: string };
  const shifted = JSON.stringify({ ...parsed, mappings: ";".repeat(linesBefore) + parsed.mappings });
  return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(shifted).toString("base64")}\n`;
}

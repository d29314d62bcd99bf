/** Real projects for the bundler's tests: a program around a project's steps and fragments, and a way to run a bundle. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundle, CallSite, Expr, LoweredProgram, PipelineIr, Span, StepIr, StepOptionsIr } from "@argosy/sdk/ir";
import { graphOf, type GraphOptions, newFolder, repository } from "../2-analyze/source-project.fixture.ts";
import { bundleProgram, type BundleResult } from "./bundle-program.ts";
import type { SourceGraph } from "./source-graph-types.ts";
import { spanIn } from "./spans.ts";

export interface Program extends GraphOptions {
  readonly options?: { readonly [step: string]: StepOptionsIr };
  readonly schemas?: { readonly [step: string]: Partial<Pick<StepIr, "input" | "output">> };
  /** One call per step with `input` as it is, when absent. */
  readonly calls?: readonly CallSite[];
  readonly podRuntime?: string;
  readonly sdkPodShim?: string;
}

export const NOWHERE: Span = { file: "pipeline.ts", start: 0, end: 0, line: 1, column: 1 };

export function readOf(name: string): Expr {
  return { kind: "out", node: name };
}

export function callOf(step: string | undefined, more: Partial<CallSite> = {}): CallSite {
  const input = step === undefined ? {} : { step, input: readOf("input") };
  return {
    key: step ?? "glue",
    reads: step === undefined ? [] : [{ name: "input", lists: 0 }],
    bindings: [],
    checks: [],
    ports: [],
    inFanout: false,
    ...input,
    ...more,
  };
}

/** The smallest runtime that runs a call: it prints the input, the result and the ports as JSON. */
export const TINY_POD = `
import { pathToFileURL } from "node:url";
export async function runPod({ step, run, calls }) {
  const given = JSON.parse(process.env.ARGOSY_IN ?? "{}");
  const lazy = (compute) => { let value; return () => (value ??= { is: compute() }).is; };
  let out;
  const call = calls[process.env.ARGOSY_CALL]({ read: (name) => () => given[name], bind: (place, compute) => lazy(compute), out: () => out });
  for (const check of call.checks) check();
  const input = call.input?.();
  out = await run?.(input, { log: console.log });
  const ports = Object.fromEntries(Object.entries(call.ports).map(([name, [encoding, compute]]) => [name, compute()]));
  console.log(JSON.stringify({ step, input, out, ports }));
}`;

/** What stands for the SDK in the bundles of these tests. */
export const TINY_SHIM = `
export class NonRetriableError extends Error {}
export const step = (options, fn) => Object.assign((input) => fn(input, {}), { [Symbol.for("argosy.step")]: { options, fn } });
export const gi = (n) => n + "Gi";`;

export function programOf(
  sources: SourceGraph,
  { options = {}, schemas = {}, calls }: Program,
): { readonly ir: PipelineIr; readonly program: LoweredProgram } {
  const steps = sources.roots.flatMap((root): readonly StepIr[] => {
    const module = sources.modules[root.module];
    if (root.kind !== "step" || module === undefined) return [];
    const common = {
      id: root.id,
      name: root.id,
      module: module.path,
      binding: root.binding,
      options: options[root.id] ?? {},
    };
    return [
      { ...common, input: {}, output: {}, ...schemas[root.id], span: spanIn(module, root.call), optionSpans: {} },
    ];
  });
  const shared = { version: 1, name: "p", options: {}, params: [], steps, span: NOWHERE } as const;
  const body = { module: "pipeline.ts", binding: "p", optionSpans: {}, body: { nodes: [] }, fragments: [] };
  return {
    ir: { ...shared, ...body, result: { value: { kind: "lit" }, after: [], span: NOWHERE } },
    program: { ...shared, main: "main", scopes: {}, calls: calls ?? steps.map(({ id }) => callOf(id)) },
  };
}

const SDK_CHECKS = join(repository, "packages/sdk/src/runtime/checks.ts");

export async function bundleProject(root: string, program: Program = {}): Promise<BundleResult> {
  const tiny = newFolder("tiny");
  writeFileSync(join(tiny, "pod.mjs"), TINY_POD);
  writeFileSync(join(tiny, "shim.mjs"), TINY_SHIM);
  const { podRuntime = join(tiny, "pod.mjs"), sdkPodShim = join(tiny, "shim.mjs") } = program;
  const sources = graphOf(root, program);
  return bundleProgram({
    ...programOf(sources, program),
    sources,
    root,
    podRuntime,
    sdkPodShim,
    sdkChecks: SDK_CHECKS,
  });
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the tiny pod printed last. */
  readonly result: { readonly [part: string]: unknown };
}

/** Runs a bundle as a pod does: a file in a folder of its own, the input in the environment. */
export function runBundle(bundle: Bundle, call: string, input: unknown, cwd?: string): Promise<Run> {
  const folder = newFolder("bundle");
  const file = join(folder, "bundle.mjs");
  writeFileSync(file, bundle.code);
  const env = { PATH: process.env["PATH"], ARGOSY_CALL: call, ARGOSY_IN: JSON.stringify(input) };
  return new Promise((done) => {
    execFile(process.execPath, ["--enable-source-maps", file], { cwd: cwd ?? folder, env }, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      const result = last.startsWith("{") ? (JSON.parse(last) as Run["result"]) : {};
      done({
        code: error === null ? 0 : typeof error.code === "number" ? error.code : 1,
        stdout,
        stderr: stderr.replaceAll(`${folder}/`, ""),
        result,
      });
    });
  });
}

export function bundleOf(result: BundleResult, step: string): Bundle {
  const bundle = result.bundles.find((one) => one.step === step);
  if (bundle === undefined) throw new Error(`no bundle ${step}: ${JSON.stringify(result.diagnostics)}`);
  return bundle;
}

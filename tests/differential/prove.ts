/** One generated program, run by every engine and compared. */
import type { Compiled } from "@argosy/compiler";
import { loadDocuments, observeArgo } from "../sim/argo/observe.ts";
import { differences, differencesWithGroups, orderDifferences } from "../sim/compare.ts";
import { loadPrograms, observeLowered } from "../sim/lowered.ts";
import type { CallText, Observation } from "../sim/observation.ts";
import { observePlain, type PlainProgram } from "../sim/plain.ts";
import { emit } from "../../packages/compiler/src/4-emit/argo/emit.ts";
import type { Limits } from "../../packages/compiler/src/4-emit/argo/limits.ts";
import * as library from "./cases/generated/steps.ts";
import { functionText, type GeneratedProgram } from "./generator.ts";

export interface Proof {
  readonly problems: readonly string[];
  readonly runs: number;
  readonly calls: number;
  readonly failed: number;
  /** Pairs of calls that could run at once in plain JavaScript and cannot here. */
  readonly lostParallelism: number;
}

const NESTED = "argo in many DAGs";
/** As if a cluster took next to nothing in one object: DAGs in DAGs, shared templates, several objects. */

const TINY: Limits = { tasks: 3, templates: 4, templateBytes: 100_000, ownTemplates: 1 };

/** Calls of one run whose order with all others is looked at. */
const HELD = 4;

export type Engine = (params: GeneratedProgram["inputs"][number], held?: CallText) => Promise<Observation>;

export async function prove(program: GeneratedProgram, compiled: Compiled): Promise<Proof> {
  const plain: PlainProgram = {
    text: functionText(program.body),
    library,
    called: program.called ?? {},
    maxDepth: program.maxDepth,
  };
  const programs = loadPrograms(compiled.bundles);
  const documents = loadDocuments(compiled.documents ?? [], compiled.program);
  const tiny = emit(compiled.program, compiled.bundles, { image: "node:24-slim" }, TINY);
  const nested = loadDocuments(tiny, compiled.program);
  const engines: { readonly [name: string]: Engine } = {
    lowered: (params, held) => observeLowered(compiled.program, compiled.bundles, programs, params, held),
    argo: (params, held) => observeArgo(documents, params, held),
    [NESTED]: (params, held) => observeArgo(nested, params, held),
  };
  const proofs: Proof[] = [];
  for (const params of program.inputs) proofs.push(await proveOne(plain, engines, params));
  return proofs.reduce(sum);
}

async function proveOne(
  plain: PlainProgram,
  engines: { readonly [name: string]: Engine },
  params: GeneratedProgram["inputs"][number],
): Promise<Proof> {
  const expected = await observePlain(plain, params);
  const problems: string[] = [];
  let lostParallelism = 0;
  for (const [name, run] of Object.entries(engines)) {
    const compare = name === NESTED ? differencesWithGroups : differences;
    problems.push(...compare(name, expected, await run(params)));
  }
  if (problems.length === 0) {
    for (const held of unique(expected.calls).slice(0, HELD)) {
      const order = await observePlain(plain, params, held);
      for (const [name, run] of Object.entries(engines)) {
        const { missing, extra } = orderDifferences(name, held, order, await run(params, held));
        problems.push(...missing);
        lostParallelism += extra.length;
      }
    }
  }
  const failed = expected.result === undefined ? 1 : 0;
  return {
    problems: problems.map((text) => `${JSON.stringify(params)} ${text}`),
    runs: 1,
    calls: expected.calls.length,
    failed,
    lostParallelism,
  };
}

function unique(calls: readonly CallText[]): readonly CallText[] {
  return calls.filter((call) => calls.indexOf(call) === calls.lastIndexOf(call));
}

function sum(a: Proof, b: Proof): Proof {
  return {
    problems: [...a.problems, ...b.problems],
    runs: a.runs + b.runs,
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    lostParallelism: a.lostParallelism + b.lostParallelism,
  };
}

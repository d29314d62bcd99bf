/** Why a step of a run ran: which part of its cache key was another one before. */
import type { Json } from "@argosy/sdk/ir";
import { listRuns, readRun, type PastRun } from "./past-runs.ts";
import type { Missed, PodRecord } from "./pod-record.ts";
import type { StepFacts } from "./run-facts.ts";
import { valueFolder, type ValueFolder } from "./value-folder.ts";

export interface CacheExplanation {
  /** Where in the run: `each[3]/train`. */
  readonly path: string;
  /** The run that its outputs came from, when they were taken. */
  readonly takenFrom?: string;
  /** The earlier run that it is compared with. */
  readonly comparedWith?: string;
  /** In words; empty when it was taken. */
  readonly reasons: readonly string[];
}

/** @throws {RunNotFoundError} */
export function explainCache(home: string, run: string, step: string): readonly CacheExplanation[] {
  const here = readRun(home, run);
  const values = valueFolder(home);
  const earlier = listRuns(home)
    .filter((one) => one < run)
    .map((one) => readRun(home, one))
    .filter(({ facts }) => facts.pipeline === here.facts.pipeline)
    .reverse();
  const latest = new Map(here.records.filter((record) => record.step === step).map((record) => [record.path, record]));
  return [...latest.values()].map((record): CacheExplanation => {
    const { path } = record;
    if (record.run !== run) return { path, takenFrom: record.run, reasons: [] };
    const before = firstWith(earlier, (one) => findSimilar(one, record));
    if (before === undefined) return { path, reasons: ["no earlier run has a result of this step"] };
    const comparedWith = before.run.facts.run;
    const differences = compare(before.record, record, factsOf(before.run, step), factsOf(here, step), values);
    const missed = record.missed === undefined ? [] : [MISSED[record.missed]];
    const reasons = [...differences, ...missed];
    return {
      path,
      comparedWith,
      reasons: reasons.length > 0 ? reasons : ["its result was asked for more often than before"],
    };
  });
}

const MISSED: { readonly [Reason in Missed]: string } = {
  disabled: "the step is not cached (`cache: false`)",
  effect: "the step changes the world (`effect: true`), so it is never answered from the cache",
  forced: "it was asked for: it, or a step before it, had to run again",
  "after-rerun": "the step changes the world (`effect: true`), and something before it ran again",
  expired: "the earlier result is older than `cache.maxAge`",
  gone: "a file or large value of the earlier result is not in the store any more",
};

/** One at the same place, else any of the step. */
function findSimilar(
  run: PastRun,
  { step, path }: PodRecord,
): { readonly run: PastRun; readonly record: PodRecord } | undefined {
  const ended = run.records.filter((record) => record.step === step && record.ports !== undefined);
  const record = ended.findLast((one) => one.path === path) ?? ended.at(-1);
  return record === undefined ? undefined : { run, record };
}

function firstWith<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function factsOf({ facts }: PastRun, step: string): StepFacts | undefined {
  return facts.steps.find(({ name }) => name === step);
}

// As the compiler's digest has them.
const RESULT_OPTIONS = ["image", "env", "secrets", "mounts", "external", "pod"] as const;

function compare(
  before: PodRecord,
  after: PodRecord,
  factsBefore: StepFacts | undefined,
  factsAfter: StepFacts | undefined,
  values: ValueFolder,
): readonly string[] {
  const options = RESULT_OPTIONS.filter(
    (name) => JSON.stringify(factsBefore?.options[name]) !== JSON.stringify(factsAfter?.options[name]),
  );
  const isCodeOther = before.digest !== after.digest && options.length === 0;
  return [
    ...options.map((name) => `the option \`${name}\` is another one`),
    ...(isCodeOther ? ["its code, or code that it uses, is another one"] : []),
    ...(before.version === after.version ? [] : ["`cache.version` is another one"]),
    ...(before.key === after.key || after.input === undefined ? [] : inputDifferences(before, after, values)),
  ];
}

function inputDifferences(before: PodRecord, after: PodRecord, values: ValueFolder): readonly string[] {
  const [one, other] = [before, after].map(({ input }) => parse(input === undefined ? undefined : values.load(input)));
  if (one === undefined || other === undefined) return [];
  const fields = differingFields(one, other, "input");
  return fields.length === 0
    ? []
    : [`its input is another one: ${fields.slice(0, 5).join(", ")}${fields.length > 5 ? ", …" : ""}`];
}

function parse(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

/** `input.rows (100 → 200)`. */
function differingFields(before: Json | undefined, after: Json | undefined, path: string): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      differingFields(before[key], after[key], Array.isArray(after) ? `${path}[${key}]` : `${path}.${key}`),
    );
  }
  return [`${path} (${brief(before)} → ${brief(after)})`];
}

function isFields(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null;
}

function brief(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

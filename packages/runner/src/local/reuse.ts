/** Which pods need not run, because an earlier one gave what they would give. */
import type { StepIr } from "@argosy/sdk/ir";
import type { Ports, PodWork } from "./attempt.ts";
import { exactKey, resultKey } from "./records/cache-key.ts";
import type { CacheFolder } from "./records/cache-folder.ts";
import { type CacheOption, cacheOption } from "./records/cache-option.ts";
import type { Missed, PodRecord } from "./records/pod-record.ts";
import type { ValueFolder } from "./records/value-folder.ts";
import { indexRecords } from "./records/record-index.ts";

/** What happened before a pod. */
export interface History {
  /** When the last step before it ended, in this run or in the one that it was taken from; 0 when there is none. */
  readonly latest: number;
  /** A step had to run again whatever is known about it. */
  readonly forced: boolean;
}

export const NOTHING_BEFORE: History = { latest: 0, forced: false };

export function join(histories: readonly History[]): History {
  // Not spread: a fan-out has as many as it has items.
  return histories.reduce(
    (all, one) => ({ latest: Math.max(all.latest, one.latest), forced: all.forced || one.forced }),
    NOTHING_BEFORE,
  );
}

export interface ReuseParts {
  readonly cache: CacheFolder;
  readonly values: ValueFolder;
  /** The pods of the run that this one goes on from. */
  readonly resumed: readonly PodRecord[];
  /** Whether results of any earlier run may be taken. */
  readonly useCache: boolean;
  /** The step that runs again, with all that comes after it. */
  readonly fromStep?: string;
  /** Whether a file lies in the store. */
  readonly exists: (uri: string) => Promise<boolean>;
  readonly codeOf: (work: PodWork) => { readonly code: string; readonly digest: string };
  readonly now: () => number;
}

export interface Taken {
  readonly record: PodRecord;
  readonly ports: Ports;
}

/** What is looked for, and kept, on behalf of one pod. */
export interface Lookup {
  readonly exactKey: string;
  readonly forced: boolean;
  /** Of a pod with the same code around it and the same reads. */
  readonly exact: () => Promise<Taken | undefined>;
  /** Of the same step with the same input, wherever it was called. */
  readonly result: (input: string) => Promise<Taken | undefined>;
  readonly keyOf: (input: string) => string;
  /** Why nothing was taken, where the keys do not say it. */
  readonly missed: () => Missed | undefined;
  /** Later runs may take the outputs, if the step lets them. */
  readonly keep: (record: PodRecord) => void;
}

export type Reuse = (work: PodWork) => Lookup;

export function createReuse(parts: ReuseParts): Reuse {
  const resumed = indexRecords(parts.resumed);
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return nth;
  };
  return (work) => {
    const { step, history, call, ref, lost } = work;
    // What stands in for a lost pod gives what that was lost by.
    const input = lost === undefined ? work.input : `${work.input}${JSON.stringify(lost)}`;
    const { code, digest } = parts.codeOf(work);
    const option = step === undefined ? GLUE : cacheOption(step.options);
    const forced = history.forced || (step !== undefined && step.name === parts.fromStep);
    const policy = policyOf(step, forced, parts);
    const nths = new Map<string, number>();
    const nthOf = (key: string): number => {
      const nth = nths.get(key) ?? count(key);
      nths.set(key, nth);
      return nth;
    };
    let missed = policy.missed;
    const look = async (key: string, kind: "exact" | "key"): Promise<Taken | undefined> => {
      const nth = nthOf(key);
      const resumable = policy.resume ? resumed.take(kind, key, ref.path) : undefined;
      for (const record of [resumable, policy.cache ? parts.cache.get(key, nth) : undefined]) {
        if (record === undefined) continue;
        const found = outdated(record, step, option, history, parts) ?? (await take(record, kind, parts));
        if (typeof found === "object") {
          // Its result is used up, also for those who ask for it by its input.
          if (record.key !== undefined) nthOf(record.key);
          return found;
        }
        missed = found;
      }
      return undefined;
    };
    const exact = exactKey({ code, digest, call: call.key, version: option.version, reads: input });
    return {
      exactKey: exact,
      forced,
      exact: () => look(exact, "exact"),
      result: (json) => look(resultKey(digest, option.version, json), "key"),
      keyOf: (json) => resultKey(digest, option.version, json),
      missed: () => missed,
      keep: (record) => {
        if (!option.isOn || step?.options.effect === true || record.caught === true || record.placed === true) return;
        for (const key of [record.exact, record.key]) if (key !== undefined) parts.cache.put(key, nthOf(key), record);
      },
    };
  };
}

const GLUE: CacheOption = { isOn: true };

interface Policy {
  readonly resume: boolean;
  readonly cache: boolean;
  readonly missed: Missed | undefined;
}

function policyOf(step: StepIr | undefined, forced: boolean, { useCache }: ReuseParts): Policy {
  if (forced) return { resume: false, cache: false, missed: "forced" };
  if (step === undefined) return { resume: true, cache: useCache, missed: undefined };
  if (step.options.effect === true) return { resume: true, cache: false, missed: "effect" };
  if (!cacheOption(step.options).isOn) return { resume: true, cache: false, missed: "disabled" };
  return { resume: true, cache: useCache, missed: useCache ? undefined : "forced" };
}

function outdated(
  { time }: PodRecord,
  step: StepIr | undefined,
  { maxAgeSeconds }: CacheOption,
  { latest }: History,
  { now }: ReuseParts,
): Missed | undefined {
  if (maxAgeSeconds !== undefined && now() - time > maxAgeSeconds * 1000) return "expired";
  // What it did was done before something that it comes after.
  return step?.options.effect === true && time < latest ? "after-rerun" : undefined;
}

/** With `key` only the result counts: what else the pod gave belonged to another call. */
async function take(record: PodRecord, kind: "exact" | "key", { values, exists }: ReuseParts): Promise<Taken | Missed> {
  const kept = Object.entries(record.ports ?? {}).filter(([port]) => kind === "exact" || port === "out");
  const ports = new Map<string, string>();
  for (const [port, text] of kept) {
    const loaded = values.load(text);
    if (loaded === undefined) return "gone";
    ports.set(port, loaded);
  }
  for (const uri of new Set([...record.artifacts, ...[...ports.values()].flatMap(urisIn)]))
    if (!(await exists(uri))) return "gone";
  return { record, ports };
}

/** Quotes are escaped once for each list around a value. */
function urisIn(text: string): readonly string[] {
  return text.includes("uri")
    ? [...text.matchAll(/\\*"uri\\*":\\*"((?:file|s3):[^"\\]+)/g)].map(([, uri = ""]) => uri)
    : [];
}

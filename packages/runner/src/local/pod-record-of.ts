import { cacheOption } from "./records/cache-option.ts";
import type { PodRecord } from "./records/pod-record.ts";
import type { AttemptEnd, PodWork } from "./attempt.ts";
import type { Lookup } from "./reuse.ts";
import type { Run } from "./run.ts";

/** What is kept of a pod that ended. */
export function recordOf(run: Run, work: PodWork, lookup: Lookup, end: AttemptEnd, durationMs: number): PodRecord {
  const { step, ref, call, reads } = work;
  const { values } = run;
  const { input, report } = end;
  const { version } = step === undefined ? {} : cacheOption(step.options);
  const taken = end.kind === "done" ? end.taken : undefined;
  const missed = taken === undefined ? lookup.missed() : undefined;
  const keepAll = (texts: ReadonlyMap<string, string>): PodRecord["reads"] =>
    Object.fromEntries([...texts].map(([name, text]) => [name, values.keep(text)]));
  const isCaught = end.kind === "done" && end.ports.get("out")?.startsWith('{"$argosy":"error"') === true;
  return {
    run: taken?.record.run ?? run.id,
    path: ref.path,
    origin: taken?.record.origin ?? `${run.id}/${ref.path}`,
    call: call.key,
    ...(step === undefined ? {} : { step: step.name }),
    ...run.codeOf(work),
    ...(version === undefined ? {} : { version }),
    reads: keepAll(reads),
    ...(input === undefined ? {} : { input: values.keep(input), key: lookup.keyOf(input) }),
    exact: lookup.exactKey,
    ...(end.kind === "done" ? { ports: keepAll(end.ports) } : {}),
    ...(isCaught ? { caught: true } : {}),
    ...(report?.usedItem === true || taken?.record.placed === true ? { placed: true } : {}),
    artifacts:
      taken?.record.artifacts ??
      (report?.artifacts ?? []).map((artifact) => (artifact as { readonly uri: string }).uri),
    durationMs: taken?.record.durationMs ?? durationMs,
    time: taken?.record.time ?? Date.now(),
    ...(missed === undefined ? {} : { missed }),
  };
}

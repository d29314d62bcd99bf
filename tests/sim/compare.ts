/** Whether an engine did what plain JavaScript does. */
import { isDeepStrictEqual } from "node:util";
import type { CallText, Observation } from "./observation.ts";

/** What differs, in words; nothing when nothing does. */
export function differences(engine: string, expected: Observation, actual: Observation): readonly string[] {
  return [...outcomeDifferences(expected, actual), ...callDifferences(expected.calls, actual.calls)].map(
    (text) => `${engine}: ${text}`,
  );
}

function outcomeDifferences(expected: Observation, actual: Observation): readonly string[] {
  if (expected.result !== undefined) {
    if (actual.result === undefined)
      return [`failed with ${actual.errors.join("; ")} instead of giving ${show(expected.result)}`];
    return isDeepStrictEqual(normal(actual.result), normal(expected.result))
      ? []
      : [`gave ${show(actual.result)} instead of ${show(expected.result)}`];
  }
  if (actual.result !== undefined)
    return [`gave ${show(actual.result)} instead of failing with ${expected.errors.join("; ")}`];
  // Which of several failures comes first is a matter of time, so it may be any of those that happened.
  const first = expected.errors[0] ?? "";
  const other = actual.errors[0] ?? "nothing";
  return actual.errors.includes(first) || expected.errors.includes(other)
    ? []
    : [`failed with ${actual.errors.join("; ")} instead of ${expected.errors.join("; ")}`];
}

function callDifferences(expected: readonly CallText[], actual: readonly CallText[]): readonly string[] {
  const [missing, extra] = [minus(expected, actual), minus(actual, expected)];
  return [
    ...(missing.length === 0 ? [] : [`did not call ${missing.join(", ")}`]),
    ...(extra.length === 0 ? [] : [`called ${extra.join(", ")} too`]),
  ];
}

/** The same where calls may wait for more than in plain JavaScript: when the run fails, some may never start. */
export function differencesWithGroups(engine: string, expected: Observation, actual: Observation): readonly string[] {
  const calls = expected.result === undefined ? actual.calls : expected.calls;
  return differences(engine, { ...expected, calls }, actual);
}

/** Calls that started while `held` had not ended, although plain JavaScript waits for it first. */
export function orderDifferences(
  engine: string,
  held: CallText,
  expected: Observation,
  actual: Observation,
): { readonly missing: readonly string[]; readonly extra: readonly CallText[] } {
  const [free, started] = [expected.startedMeanwhile ?? [], actual.startedMeanwhile ?? []];
  return {
    missing: minus(started, free).map((call) => `${engine}: started ${call} before ${held} had ended`),
    extra: minus(free, started),
  };
}

/** Multisets. */
export function minus<T>(from: readonly T[], what: readonly T[]): readonly T[] {
  const left = [...from];
  for (const one of what) {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

/** As JSON has it. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

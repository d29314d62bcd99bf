/** Retries, time limits, caching and spot nodes. */
import { readDuration } from "../duration.ts";
import type { Json, MemoryGrowthIr, RetryCause, RetryIr } from "../ir/types.ts";
import { boolean, fieldsOf, integer, isObject, listOf, oneOf, type Reader, text } from "./readers.ts";
import { byteSize } from "./resources.ts";
import { inside, quote, refuse, refuseAs } from "./report.ts";

const CAUSES: readonly RetryCause[] = ["error", "oom", "preempted", "timeout"];

/** A duration, in seconds. */
export const seconds: Reader<number> = (value, at) => {
  if (typeof value === "number") return refuse(at, `${value} has no unit`, `write "${value}s" for seconds`);
  const written = text(value, at);
  if (written === undefined) return undefined;
  const read = readDuration(written);
  return typeof read === "number" ? read : refuseAs(at, read);
};

interface BackoffIr {
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  readonly backoffMaxSeconds?: number;
}

const factor: Reader<number> = (value, at) =>
  typeof value === "number" && value >= 1 && value <= 100
    ? value
    : refuse(at, `${quote(value)} is not a number from 1 to 100`);
const backoffFields = fieldsOf({ delay: seconds, factor, max: seconds }, "a field of a backoff", ["delay"]);

const backoff: Reader<BackoffIr> = (value, at) => {
  if (!isObject(value)) {
    const delay = seconds(value, at);
    return delay === undefined ? undefined : { backoffSeconds: delay };
  }
  const { delay, factor: growth = 2, max } = backoffFields(value, at) ?? {};
  if (delay === undefined) return undefined;
  if (max !== undefined && max < delay)
    return refuse(inside(at, "max"), "the longest wait is shorter than the first", "raise max or lower delay");
  return { backoffSeconds: delay, backoffFactor: growth, ...(max === undefined ? {} : { backoffMaxSeconds: max }) };
};

const growthFactor: Reader<number> = (value, at) =>
  typeof value === "number" && value > 1 && value <= 100
    ? value
    : refuse(at, `${quote(value)} is not a number above 1 and up to 100`);
const growthFields = fieldsOf({ factor: growthFactor, max: byteSize }, "a field of memory");

const memoryGrowth: Reader<MemoryGrowthIr> = (value, at) => {
  const read = growthFields(value, at);
  return read === undefined ? undefined : { factor: read.factor ?? 2, ...(read.max && { max: read.max }) };
};

const limit = integer(0, 1000);
const retryFields = fieldsOf(
  {
    limit,
    on: listOf(oneOf(...CAUSES)),
    exitCodes: listOf(integer(1, 255)),
    backoff,
    memory: memoryGrowth,
  },
  "a field of retry",
  ["limit"],
);

export const retry: Reader<RetryIr> = (value, at) => {
  if (!isObject(value)) {
    const bare = limit(value, at);
    return bare === undefined ? undefined : { limit: bare, on: CAUSES };
  }
  const read = retryFields(value, at);
  if (read?.limit === undefined) return undefined;
  const causes = read.on ?? CAUSES;
  if ((value as { readonly on?: readonly unknown[] }).on?.length === 0)
    refuse(inside(at, "on"), "an empty list retries nothing", "name what to retry on, or write limit: 0");
  if (read.exitCodes !== undefined && !causes.includes("error"))
    refuse(
      inside(at, "exitCodes"),
      'exit codes belong to failures called "error", which "on" leaves out',
      'add "error" to on',
    );
  if (read.memory !== undefined && !causes.includes("oom"))
    refuse(inside(at, "memory"), 'memory grows with retries after "oom", which "on" leaves out', 'add "oom" to on');
  return {
    limit: read.limit,
    // In one order, so that the order in the source changes nothing.
    on: CAUSES.filter((cause) => causes.includes(cause)),
    ...(read.exitCodes === undefined ? {} : { exitCodes: [...new Set(read.exitCodes)].sort((a, b) => a - b) }),
    ...read.backoff,
    ...(read.memory === undefined ? {} : { memory: read.memory }),
  };
};

const cacheFields = fieldsOf({ version: text, maxAge: seconds }, "a field of cache");

export const cache: Reader<Json> = (value, at) => {
  if (!isObject(value)) return boolean(value, at);
  const read = cacheFields(value, at);
  if (read === undefined) return undefined;
  const { version, maxAge } = read;
  return { ...(version === undefined ? {} : { version }), ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge }) };
};

const spotFields = fieldsOf({ fallback: oneOf("on-demand", "none"), after: integer(1, 1000) }, "a field of spot");

export const spot: Reader<Json> = (value, at) => {
  if (!isObject(value))
    return boolean(value, at) === true ? { fallback: "none", after: 1 } : value === false ? false : undefined;
  const read = spotFields(value, at);
  return read === undefined ? undefined : { fallback: read.fallback ?? "none", after: read.after ?? 1 };
};

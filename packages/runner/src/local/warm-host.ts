/**
 * The program of a warm process: it runs one pod after the other, each with its module loaded anew, its own environment
 * and nothing left of the one before. Whatever a pod leaves behind ends the process.
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { getHeapStatistics } from "node:v8";
import { openChannel } from "../pod/channel.ts";
import { offerWarmProcess } from "../pod/warm.ts";

/** What the engine sends for each pod, before the pod's own input. */
export interface WarmJob {
  readonly number: number;
  readonly bundle: string;
  readonly env: { readonly [name: string]: string };
  /** Ends the job's part of each stream. */
  readonly mark: string;
}

// Modules are never unloaded, and a step may count on its heap: past this share of it the process has seen enough.
const LARGEST_LEFTOVER_SHARE = 0.1;
const MOST_JOBS = 200;

async function main(): Promise<void> {
  const channel = openChannel(Number(process.env["ARGOSY_CHANNEL"]));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(-process.pid, "SIGKILL");
  }, 1_000).unref();
  const cwd = process.cwd();
  const freshHeap = getHeapStatistics().used_heap_size;
  // Opened with the first look at them, and then open for good.
  process.stdout.write("");
  process.stderr.write("");
  // The engine is gone when nobody takes what is printed.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => leave(1));
  for (let jobs = 1; ; jobs += 1) {
    const line = channel.read();
    if (line === undefined) return leave(0);
    const job = JSON.parse(line) as WarmJob;
    const before = traces();
    await run(job, (leave) => offerWarmProcess({ channel, leave }));
    process.chdir(cwd);
    process.exitCode = undefined;
    await new Promise((resolve) => setImmediate(resolve));
    const clean = jobs < MOST_JOBS && !isTired(freshHeap) && isSame(before, traces());
    // A line of its own, whatever the step printed last.
    process.stdout.write(`\n${job.mark}\n`);
    process.stderr.write(`\n${job.mark}\n`);
    channel.tell({ kind: "idle", clean });
    if (!clean) return leave(0);
  }
}

async function run({ bundle, env, number }: WarmJob, offer: (leave: () => void) => void): Promise<void> {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
  resetPeak();
  const left = Promise.withResolvers<void>();
  offer(left.resolve);
  try {
    await import(`${pathToFileURL(bundle).href}?job=${number}`);
  } catch (error) {
    // Thrown while it loads, before there was anybody to report it: ends as a process of its own would.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    leave(1);
  }
  await left.promise;
}

/** Whatever the steps left open must not keep the process. */
function leave(exitCode: number): never {
  // oxlint-disable-next-line unicorn/no-process-exit
  return process.exit(exitCode);
}

/** Linux only: from here on the peak is that of this job. */
function resetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Then it is that of all jobs so far.
  }
}

function isTired(freshHeap: number): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  // V8's own limit counts the young generation, which may be many times what a small step was given.
  const given = process.execArgv.find((argument) => argument.startsWith("--max-old-space-size="))?.split("=")[1];
  const heap = given === undefined ? limit : Number(given) * 2 ** 20;
  return used - freshHeap > heap * LARGEST_LEFTOVER_SHARE;
}

/** What a step may leave behind and a later one may notice. */
interface Traces {
  readonly resources: readonly string[];
  readonly listeners: readonly string[];
  readonly globals: ReadonlyMap<string | symbol, unknown>;
}

function traces(): Traces {
  const globals = Reflect.ownKeys(globalThis).map(
    (key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)?.value as unknown] as const,
  );
  return {
    resources: process
      .getActiveResourcesInfo()
      .filter((name) => name !== "Immediate")
      .sort(),
    listeners: process
      .eventNames()
      .map((name) => `${String(name)} ${process.listenerCount(name)}`)
      .sort(),
    globals: new Map(globals),
  };
}

function isSame(before: Traces, after: Traces): boolean {
  const isKnown = ([key, value]: readonly [string | symbol, unknown]): boolean =>
    isOurs(key) ||
    (before.globals.has(key) && (before.globals.get(key) === undefined || Object.is(before.globals.get(key), value)));
  return (
    after.resources.join() === before.resources.join() &&
    before.listeners.join() === after.listeners.join() &&
    [...after.globals].every(isKnown)
  );
}

/** Ours, or what Node itself adds when `fetch` is first looked at. */
function isOurs(key: string | symbol): boolean {
  return (
    key === Symbol.for("argosy.warm") || (typeof key === "symbol" && key.description?.startsWith("undici.") === true)
  );
}

void main();

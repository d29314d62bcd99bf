import fc from "fast-check";
import { expect, test } from "vitest";
import type { Resources } from "./capacity.ts";
import { createPool } from "./pool.ts";

const never = new AbortController().signal;
const NO_LIMIT = Number.POSITIVE_INFINITY;
const MACHINE = { cpuMillis: 4000, memoryBytes: 1000, gpus: 2 } satisfies Resources;

interface Job extends Resources {
  readonly priority: number;
  /** Turns of the event loop that it runs. */
  readonly turns: number;
}

const job = fc.record({
  cpuMillis: fc.integer({ min: 0, max: 6000 }),
  memoryBytes: fc.integer({ min: 0, max: 1500 }),
  gpus: fc.integer({ min: 0, max: 3 }),
  priority: fc.integer({ min: 0, max: 3 }),
  turns: fc.integer({ min: 0, max: 4 }),
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("never admits more than fits, a larger one only alone, and everything comes to its turn or is sent away", async () => {
  const slots = fc.oneof(fc.constant(NO_LIMIT), fc.integer({ min: 1, max: 3 }));
  const stopAfter = fc.option(fc.nat({ max: 10 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 40 }), slots, stopAfter, async (jobs, most, stopTurns) => {
      const controller = new AbortController();
      if (stopTurns !== undefined) void turns(stopTurns).then(() => controller.abort());
      const pool = createPool(MACHINE, most, controller.signal);
      const running = new Set<Job>();
      const run = async (one: Job): Promise<"ran" | "sent away"> => {
        const release = await pool.acquire(one, one.priority).catch(() => undefined);
        if (release === undefined) return "sent away";
        running.add(one);
        checkRoom(running, most);
        await turns(one.turns);
        running.delete(one);
        release();
        release();
        return "ran";
      };
      const ends = await Promise.all(jobs.map(run));
      if (controller.signal.aborted) return;
      expect(ends).toEqual(jobs.map(() => "ran"));
      // Whatever happened before, the whole machine is free again.
      (await pool.acquire(MACHINE, 0))();
    }),
    { numRuns: 150 },
  );
});

function checkRoom(running: ReadonlySet<Job>, slots: number): void {
  const fitsOf = (key: keyof typeof MACHINE): boolean =>
    [...running].reduce((sum, one) => sum + (one[key] ?? 0), 0) <= MACHINE[key];
  const fitsMachine = fitsOf("cpuMillis") && fitsOf("memoryBytes") && fitsOf("gpus") && running.size <= slots;
  expect(fitsMachine || running.size === 1).toBe(true);
}

test("admits by priority, then in the order of coming", async () => {
  const pool = createPool(MACHINE, NO_LIMIT, never);
  const release = await pool.acquire(MACHINE, 0);
  const order: string[] = [];
  const waiting = (["a0", "b2", "c1", "d2"] as const).map(async (name) => {
    const free = await pool.acquire(MACHINE, Number(name[1]));
    order.push(name);
    free();
  });
  release();
  await Promise.all(waiting);
  expect(order).toEqual(["b2", "d2", "c1", "a0"]);
});

test("lets small ones go ahead of a large one, but not for ever", async () => {
  const pool = createPool(MACHINE, NO_LIMIT, never);
  const small: Resources = { cpuMillis: 1000, memoryBytes: 1 };
  const seen = { large: false };
  let smallOnes = 0;
  const first = await pool.acquire(small, 0);
  const large = pool.acquire(MACHINE, 9).then((release) => {
    seen.large = true;
    release();
  });
  const stream = async (): Promise<void> => {
    while (!seen.large) {
      const release = await pool.acquire(small, 0);
      if (!seen.large) smallOnes += 1;
      await turns(1);
      release();
    }
  };
  const streams = [stream(), stream(), stream()];
  await turns(3);
  first();
  await Promise.all([large, ...streams]);
  expect(smallOnes).toBeGreaterThan(3);
  expect(smallOnes).toBeLessThan(20);
});

test("admits nobody once it was stopped", async () => {
  const controller = new AbortController();
  const pool = createPool(MACHINE, NO_LIMIT, controller.signal);
  const release = await pool.acquire(MACHINE, 0);
  const waiting = Array.from({ length: 500 }, () => pool.acquire({ cpuMillis: 1, memoryBytes: 1 }, 0));
  controller.abort();
  release();
  const ends = await Promise.allSettled(waiting);
  expect(ends.every(({ status }) => status === "rejected")).toBe(true);
  await expect(pool.acquire(MACHINE, 0)).rejects.toThrow("aborted");
});

test("ten thousand waiting ones cost little", async () => {
  const pool = createPool(MACHINE, NO_LIMIT, never);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 10_000 }, async (_, index) => {
      const release = await pool.acquire({ cpuMillis: 1000, memoryBytes: 1 }, index % 3);
      await Promise.resolve();
      release();
    }),
  );
  expect(performance.now() - started).toBeLessThan(2_000);
});

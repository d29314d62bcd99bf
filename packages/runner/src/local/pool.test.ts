import fc from "fast-check";
import { expect, test } from "vitest";
import type { Resources } from "./capacity.ts";
import { createPool } from "./pool.ts";

const never = new AbortController().signal;
const MACHINE: Resources = { cpuMillis: 4000, memoryBytes: 1000 };

interface Job extends Resources {
  readonly priority: number;
  /** Turns of the event loop that it runs. */
  readonly turns: number;
  /** Turns after which it no longer wants to start. */
  readonly patience?: number;
}

const job = fc.record(
  {
    cpuMillis: fc.integer({ min: 0, max: 6000 }),
    memoryBytes: fc.integer({ min: 0, max: 1500 }),
    priority: fc.integer({ min: 0, max: 3 }),
    turns: fc.integer({ min: 0, max: 4 }),
    patience: fc.integer({ min: 0, max: 6 }),
  },
  { requiredKeys: ["cpuMillis", "memoryBytes", "priority", "turns"] },
);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("never admits more than fits, a larger one only alone, and everything comes to its turn", async () => {
  const slots = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 40 }), slots, async (jobs, most) => {
      const pool = createPool(MACHINE, most);
      const running = new Set<Job>();
      let admitted = 0;
      const run = async (one: Job): Promise<"ran" | "left"> => {
        const controller = new AbortController();
        if (one.patience !== undefined) void turns(one.patience).then(() => controller.abort());
        const release = await pool.acquire(one, one.priority, controller.signal).catch(() => undefined);
        if (release === undefined) return "left";
        running.add(one);
        admitted += 1;
        checkRoom(running, most);
        await turns(one.turns);
        running.delete(one);
        release();
        release();
        return "ran";
      };
      const ends = await Promise.all(jobs.map(run));
      expect(admitted).toBe(ends.filter((end) => end === "ran").length);
      expect(ends.filter((end, index) => end === "left" && jobs[index]?.patience === undefined)).toEqual([]);
      // Whatever happened before, the whole machine is free again.
      (await pool.acquire(MACHINE, 0, never))();
    }),
    { numRuns: 150 },
  );
});

function checkRoom(running: ReadonlySet<Job>, slots: number): void {
  const total = (key: "cpuMillis" | "memoryBytes"): number => [...running].reduce((sum, one) => sum + one[key], 0);
  const fitsMachine = total("cpuMillis") <= MACHINE.cpuMillis && total("memoryBytes") <= MACHINE.memoryBytes && running.size <= slots;
  expect(fitsMachine || running.size === 1).toBe(true);
}

test("admits by priority, then in the order of coming", async () => {
  const pool = createPool(MACHINE);
  const release = await pool.acquire(MACHINE, 0, never);
  const order: string[] = [];
  const waiting = (["a0", "b2", "c1", "d2"] as const).map(async (name) => {
    const free = await pool.acquire(MACHINE, Number(name[1]), never);
    order.push(name);
    free();
  });
  release();
  await Promise.all(waiting);
  expect(order).toEqual(["b2", "d2", "c1", "a0"]);
});

test("lets small ones go ahead of a large one, but not for ever", async () => {
  const pool = createPool(MACHINE);
  const small: Resources = { cpuMillis: 1000, memoryBytes: 1 };
  let isLargeRunning = false;
  let smallOnes = 0;
  const first = await pool.acquire(small, 0, never);
  const large = pool.acquire(MACHINE, 9, never).then((release) => {
    isLargeRunning = true;
    release();
  });
  const stream = async (): Promise<void> => {
    while (!isLargeRunning) {
      const release = await pool.acquire(small, 0, never);
      if (!isLargeRunning) smallOnes += 1;
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

test("admits nobody under a signal that is aborted, also when all leave at once", async () => {
  const pool = createPool(MACHINE);
  const controller = new AbortController();
  await pool.acquire(MACHINE, 0, never);
  const waiting = Array.from({ length: 500 }, () => pool.acquire({ cpuMillis: 1, memoryBytes: 1 }, 0, controller.signal));
  controller.abort();
  const ends = await Promise.allSettled(waiting);
  expect(ends.every(({ status }) => status === "rejected")).toBe(true);
  await expect(pool.acquire(MACHINE, 0, controller.signal)).rejects.toThrow("aborted");
});

test("ten thousand waiting ones cost little", async () => {
  const pool = createPool(MACHINE);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 10_000 }, async (_, index) => {
      const release = await pool.acquire({ cpuMillis: 1000, memoryBytes: 1 }, index % 3, never);
      await Promise.resolve();
      release();
    }),
  );
  expect(performance.now() - started).toBeLessThan(2_000);
});

/** Pipelines that the tests put into their projects. */

export const churn = `import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: "100m", memory: "64Mi" }, async ({ rows }: { rows: number }) => {
  console.log(\`loading \${rows} rows\`);
  return { rows, values: Array.from({ length: rows }, (_, index) => index) };
});

export const train = step({ cpu: "100m", memory: "64Mi" }, async ({ rows, lr }: { rows: number; lr: number }) => {
  if (lr > 1) throw new RangeError(\`\${lr} is no rate\`);
  return { lr, accuracy: 1 - lr / rows };
});

export const churn = pipeline(
  { name: "churn" },
  async ({ rows, lrs = [0.5, 0.25], label = "none" }: { rows: number; lrs?: number[]; label?: string }) => {
    const data = await load({ rows });
    const runs = await Promise.all(lrs.map((lr) => train({ rows: data.rows, lr })));
    const best = runs.reduce((a, b) => (a.accuracy > b.accuracy ? a : b));
    return { label, best: best.lr, runs };
  },
);
`;

/** What `churn` gives for ten rows. */
export const churnResult = {
  label: "none",
  best: 0.25,
  runs: [
    { lr: 0.5, accuracy: 0.95 },
    { lr: 0.25, accuracy: 0.975 },
  ],
};

/** One step and two pipelines. */
export const two = `import { pipeline, step } from "@argosy/sdk";
const add = step({ cpu: "100m", memory: "64Mi" }, ({ a }: { a: number }) => a + 1);
export const first = pipeline({ name: "one" }, async () => ({ first: await add({ a: 1 }) }));
export const second = pipeline({ name: "two" }, async () => ({ second: await add({ a: 2 }) }));
`;

/** Steps that fail in their own ways; `how` chooses one. */
export const failing = `import { pipeline, step } from "@argosy/sdk";

const explode = step({ cpu: "100m", memory: "64Mi" }, async ({ item }: { item: number }) => {
  if (item === 1) {
    console.log("about to fail");
    throw new TypeError("item 1 is bad");
  }
  return item;
});
const leave = step({ cpu: "100m", memory: "64Mi" }, async () => {
  console.error("leaving");
  process.exit(3);
});
const strange = step({ cpu: "100m", memory: "64Mi" }, async ({ n }: { n: number }) => ({ ratio: n / 0 }));
const flaky = step({ cpu: "100m", memory: "64Mi", retry: { limit: 1 } }, async (_: {}, ctx) => {
  throw new Error(\`attempt \${ctx.attempt}\`);
});

export const inFanout = pipeline({ name: "in-fanout" }, async ({ items }: { items: number[] }) =>
  Promise.all(items.map((item) => explode({ item }))),
);
export const exits = pipeline({ name: "exits" }, async () => leave({}));
export const badValue = pipeline({ name: "bad-value" }, async () => strange({ n: 1 }));
export const retried = pipeline({ name: "retried" }, async () => flaky({}));
export const between = pipeline({ name: "between" }, async ({ names }: { names: string[] }) => {
  const first = names.find((name) => name === "nobody")!.length;
  return explode({ item: first });
});
`;

/** Runs for as long as it is let. */
export const sleeper = `import { pipeline, step } from "@argosy/sdk";
import { writeFileSync } from "node:fs";
const wait = step({ cpu: "100m", memory: "64Mi" }, async ({ mark }: { mark: string }) => {
  writeFileSync(mark, String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, 120_000));
  return 1;
});
const stubborn = step({ cpu: "100m", memory: "64Mi" }, async ({ mark }: { mark: string }) => {
  writeFileSync(mark, String(process.pid));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120_000);
  return 1;
});
export const sleep = pipeline({ name: "sleep" }, async ({ mark }: { mark: string }) => wait({ mark }));
const tidyUp = step({ cpu: "100m", memory: "64Mi" }, async ({ mark }: { mark: string }) => {
  writeFileSync(mark + "-tidied", String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, 120_000));
  return 1;
});
export const tidy = pipeline({ name: "tidy" }, async ({ mark }: { mark: string }) => {
  try {
    await wait({ mark });
  } finally {
    await tidyUp({ mark });
  }
  return 1;
});
export const ignore = pipeline({ name: "ignore" }, async ({ mark }: { mark: string }) => stubborn({ mark }));
`;

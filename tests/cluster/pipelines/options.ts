import { approve, pipeline, sleep, step } from "@argosy/sdk";

const MIB = 2 ** 20;
const retry = { limit: 3, on: ["oom"], memory: { factor: 2, max: "300Mi" } } as const;

/** Beside the heap: the kernel ends it. */
export const buffers = step({ cpu: "50m", memory: "96Mi", retry }, async (_: {}, ctx): Promise<object> => {
  const held = Array.from({ length: 190 }, () => Buffer.alloc(MIB, 1));
  return { held: held.length, attempt: ctx.attempt, limit: Number(process.env["ARGOSY_MEMORY_LIMIT"]) / MIB };
});

/** In the heap: V8 ends it. */
export const objects = step({ cpu: "50m", memory: "96Mi", retry }, async (_: {}, ctx): Promise<object> => {
  const held = Array.from({ length: 100 }, () => Array.from({ length: MIB / 8 }, (__, index) => index + 0.5));
  return { held: held.length, attempt: ctx.attempt };
});

export const options = pipeline({ name: "options" }, async () => Promise.all([buffers({}), objects({})]));

export const deploy = step({ cpu: "20m", memory: "96Mi" }, async ({ to }: { to: string }) => `deployed to ${to}`);

export const waits = pipeline({ name: "waits" }, async ({ to }: { to: string }) => {
  await sleep("2s");
  await approve({ message: `Deploy "it"? {{x}}` });
  return deploy({ to });
});

export const impatient = pipeline({ name: "impatient" }, async () => {
  await approve({ message: "Quick!", timeout: "3s" });
  return deploy({ to: "nowhere" });
});

export const nightly = pipeline({ name: "nightly", schedule: "* * * * *", timezone: "Europe/Berlin" }, async () =>
  deploy({ to: "cron" }),
);

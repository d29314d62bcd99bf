import { pipeline, step } from "@argosy/sdk";

const small = { cpu: "20m", memory: "96Mi" } as const;

export const hungry = step(
  { cpu: "100m", memory: "128Mi", retry: { limit: 1, on: ["oom"] } },
  async ({ mebibytes }: { mebibytes: number }): Promise<number> => {
    const held: Buffer[] = [];
    for (let index = 0; index < mebibytes; index += 1) held.push(Buffer.alloc(2 ** 20, 1));
    return held.length;
  },
);
export const slow = step({ ...small, timeout: "5s" }, async ({ seconds }: { seconds: number }): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return seconds;
});
export const wait = step(small, async ({ seconds }: { seconds: number }): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return seconds;
});
export const leave = step(small, async ({ code }: { code: number }): Promise<number> => {
  // oxlint-disable-next-line unicorn/no-process-exit -- what a step should not do
  process.exit(code);
});
export const note = step(small, (_input: { about: string }): void => {});

async function told(name: string, run: () => Promise<number>): Promise<string> {
  try {
    return `${name}: ${await run()}`;
  } catch (error) {
    const { name: kind, message, step: from } = error as Error & { step: string };
    return `${from}: ${kind}: ${message}`;
  } finally {
    await note({ about: name });
  }
}

/** Each way in which a step is ended from outside, and one that is not. */
export const caught = pipeline({ name: "caught" }, async () => {
  const texts = await Promise.all([
    told("hungry", () => hungry({ mebibytes: 400 })),
    told("slow", () => slow({ seconds: 60 })),
    told("leave", () => leave({ code: 3 })),
    told("wait", () => wait({ seconds: 0 })),
  ]);
  const ends = await Promise.allSettled([1, 400].map((mebibytes) => hungry({ mebibytes })));
  return { texts, ends: ends.map((end) => (end.status === "fulfilled" ? end.value : (end.reason as Error).name)) };
});

/** Its pod is deleted while it waits. */
export const deleted = pipeline({ name: "deleted" }, async () => ({
  text: await told("wait", () => wait({ seconds: 120 })),
}));

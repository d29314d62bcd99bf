import { pipeline, step } from "@argosy/sdk";

export const boom = step({ cpu: "20m", memory: "96Mi" }, async ({ rows }: { rows: number }, ctx): Promise<number> => {
  ctx.log("reading", rows, "rows");
  ctx.log("about to fail");
  throw new TypeError(`row ${rows} has no label`);
});
export const leave = step({ cpu: "20m", memory: "96Mi" }, async ({ code }: { code: number }): Promise<number> => {
  console.log("leaving");
  // oxlint-disable-next-line unicorn/no-process-exit -- what a step should not do
  process.exit(code);
});
export const notJson = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<{ score: number }> => ({
    score: value / 0,
  }),
);
export const hungry = step(
  { cpu: "100m", memory: "128Mi" },
  async ({ mebibytes }: { mebibytes: number }): Promise<number> => {
    const held: Buffer[] = [];
    for (let index = 0; index < mebibytes; index += 1) held.push(Buffer.alloc(2 ** 20, 1));
    return held.length;
  },
);
export const slow = step(
  { cpu: "20m", memory: "96Mi", timeout: "5s" },
  async ({ seconds }: { seconds: number }): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return seconds;
  },
);
export const wait = step({ cpu: "20m", memory: "96Mi" }, async ({ seconds }: { seconds: number }): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return seconds;
});
export const names = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ count }: { count: number }): Promise<{ name: string }[]> =>
    Array.from({ length: count }, (_, index) => ({ name: `n${index}` })),
);

export const throwing = pipeline({ name: "throwing" }, async ({ rows }: { rows: number }) => {
  const seen = await names({ count: 2 });
  return boom({ rows: rows + seen.length });
});
export const throwingItem = pipeline({ name: "throwing-item" }, async ({ rows }: { rows: number[] }) =>
  Promise.all(rows.map((row) => (row < 0 ? boom({ rows: row }) : wait({ seconds: 0 })))),
);
export const leaving = pipeline({ name: "leaving" }, async ({ code }: { code: number }) => leave({ code }));
export const dividing = pipeline({ name: "dividing" }, async ({ value }: { value: number }) => notJson({ value }));
export const eating = pipeline({ name: "eating" }, async ({ mebibytes }: { mebibytes: number }) =>
  hungry({ mebibytes }),
);
export const sleeping = pipeline({ name: "sleeping" }, async ({ seconds }: { seconds: number }) => slow({ seconds }));
export const waiting = pipeline({ name: "waiting" }, async ({ seconds }: { seconds: number }) => wait({ seconds }));
function pick(all: readonly { name: string }[], wanted: string): string {
  const found = all.find(({ name }) => name === wanted);
  if (found === undefined) throw new RangeError(`nobody is called ${wanted}`);
  return found.name;
}

export const bodyThrows = pipeline({ name: "body-throws" }, async ({ count }: { count: number }) => {
  const all = await names({ count });
  const first = pick(all, "ada");
  return `first is ${first}`;
});

export const itemThrows = pipeline({ name: "item-throws" }, async ({ counts }: { counts: number[] }) =>
  Promise.all(counts.map(async (count) => pick(await names({ count }), "n1"))),
);
export const roundThrows = pipeline({ name: "round-throws" }, async ({ counts }: { counts: number[] }) => {
  let last = "nobody";
  for (const count of counts) last = pick(await names({ count }), "n1");
  return last;
});

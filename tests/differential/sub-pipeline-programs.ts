/** Programs in which one pipeline calls another, in every place that a call can stand. */
import type { GeneratedProgram } from "./generator.ts";

const inputs: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 2, 4] },
  { n: 4, t: "longer text", xs: [] },
  { n: -1, t: "abc", xs: [3, 9] },
];

/** Fails for odd numbers in a step, and for 4 in its own code. */
const risky = `async ({ k, by = 2 }: { k: number; by?: number }) => {
  const scaled = await scale({ n: k, by });
  if (k === 4) throw new RangeError("four");
  const h = await half({ n: k });
  return { scaled, h };
}`;
const safe = `async ({ k, text = "none" }: { k: number; text?: string }) => {
  const [a, b] = await Promise.all([add({ a: k, b: 1 }), shout({ text })]);
  await note({ about: b });
  return a;
}`;
const lists = `async ({ all, on }: { all: number[]; on: boolean }) => {
  if (!on) return null;
  return Promise.all(all.map((one) => add({ a: one, b: 1 })));
}`;
const nothing = `async ({ text }: { text: string }) => {
  await note({ about: text });
}`;
const outer = `async ({ k }: { k: number }) => {
  const first = await safe({ k });
  try {
    return (await risky({ k: first })).h;
  } catch (error) {
    return (error as Error).message;
  }
}`;

const halving = `async ({ k }: { k: number }): Promise<number> => {
  const more = await positive({ n: k - 1 });
  if (!more) return k;
  const rest = await halving({ k: Math.floor(k / 2) });
  return add({ a: rest, b: 1 });
}`;
const tree = `async ({ k }: { k: number }): Promise<number[]> => {
  await note({ about: String(k) });
  if (k <= 0) return [k];
  const below = await Promise.all([tree({ k: k - 1 }), tree({ k: k - 2 })]);
  return [...below.flat(), await add({ a: k, b: 0 })];
}`;
const even = `async ({ k }: { k: number }): Promise<boolean> => k === 0 || (await odd({ k: k - 1 }))`;
const odd = `async ({ k }: { k: number }): Promise<boolean> => {
  await note({ about: "odd" });
  return k !== 0 && (await even({ k: k - 1 }));
}`;
const endless = `async ({ k }: { k: number }): Promise<number> => {
  const next = await add({ a: k, b: 1 });
  return endless({ k: next });
}`;
const stubborn = `async ({ k }: { k: number }): Promise<number> => {
  try {
    return await stubborn({ k: await add({ a: k, b: 1 }) });
  } catch (error) {
    return k;
  }
}`;
const listed = `async ({ k }: { k: number }): Promise<(number | null)[]> => {
  const xs = await range({ count: k });
  if (k < 2) return Promise.all(xs.map((x) => add({ a: x, b: 1 })));
  return Promise.all(xs.map(async (x) => (await listed({ k: x })).length));
}`;

export const SUB_PIPELINES: { readonly [name: string]: GeneratedProgram } = {
  "a pipeline called in a straight line, with and without its default": {
    inputs,
    called: { safe },
    body: `
  const a = await safe({ k: n });
  const b = await safe({ k: a, text: t });
  const c = await safe({ k: a + b, text: xs.length > 0 ? t : undefined as never });
  return { a, b, c };
`,
  },
  "a pipeline called in maps, branches and loops": {
    inputs,
    called: { safe, lists },
    body: `
  const each = await Promise.all(xs.map((x, i) => safe({ k: x, text: t + i })));
  let sum = 0;
  for (const one of each) sum = await safe({ k: sum + one });
  const found = n > 0 ? await lists({ all: each, on: n > 5 }) : undefined;
  const again = await lists({ all: xs, on: true });
  while (sum < 20) sum = await safe({ k: sum + 5 });
  return { each, sum, found, again };
`,
  },
  "errors of a called pipeline are caught": {
    inputs,
    called: { risky },
    body: `
  let seen = "none";
  let value = 0;
  try {
    value = (await risky({ k: n })).h;
    seen = "after";
  } catch (error) {
    seen = (error as Error).name + (error as Error).message;
    await note({ about: seen });
  } finally {
    value += await add({ a: 1, b: 1 });
  }
  const ends = await Promise.allSettled(xs.map((k) => risky({ k, by: 3 })));
  const one = await risky({ k: 2 }).catch(() => ({ scaled: 0, h: 0 }));
  return { seen, value, ends, one };
`,
  },
  "errors of a called pipeline end the run": {
    inputs,
    called: { risky },
    body: `
  const beside = add({ a: n, b: 1 });
  const { h } = await risky({ k: n });
  await note({ about: "after" });
  return { h, beside: await beside };
`,
  },
  "a called pipeline beside others, and promises as its parameters": {
    inputs,
    called: { safe, risky },
    body: `
  const late = safe({ k: add({ a: n, b: 1 }), text: shout({ text: t }) });
  const other = await add({ a: 5, b: 5 });
  const both = await Promise.all([safe({ k: other }), late]);
  let seen = "none";
  const p = risky({ k: half({ n }) });
  await note({ about: "beside" });
  try { seen = String((await p).h); } catch (error) { seen = (error as Error).message; }
  return { both, seen };
`,
  },
  "code that throws before a call of a pipeline": {
    inputs,
    called: { safe, nothing },
    body: `
  must(n + 3);
  const a = await safe({ k: must(n) });
  const early = safe({ k: must(n + 2) });
  await note({ about: "beside" });
  const b = await nothing({ text: t });
  return { a, b, early: await early };
`,
  },
  "pipelines that call pipelines": {
    inputs,
    called: { safe, risky, outer },
    body: `
  const a = await outer({ k: n });
  const all = await Promise.all(xs.map((k) => outer({ k })));
  const given = { k: 2, text: t };
  const b = await safe({ ...given, text: "spread" });
  return { a, all, b };
`,
  },
  "calls in arms that are not taken": {
    inputs,
    called: { safe, risky },
    body: `
  let v = 0;
  if (n > 5) v = await safe({ k: n });
  else if (n > 0) v = (await risky({ k: 2 })).h;
  const w = n < 0 && (await safe({ k: v }));
  const s = await safe({ k: v });
  return { v, w, s };
`,
  },
  "a pipeline that calls itself": {
    inputs,
    called: { halving, tree },
    maxDepth: 4,
    body: `
  const h = await halving({ k: 6 });
  const all = await tree({ k: xs.length });
  return { h, all };
`,
  },
  "pipelines that call each other": {
    inputs: inputs.slice(0, 1),
    called: { even, odd },
    maxDepth: 4,
    body: `
  return [await even({ k: 4 }), await odd({ k: 4 })];
`,
  },
  "a pipeline that calls itself too deep": {
    inputs,
    called: { endless },
    maxDepth: 3,
    body: `
  const before = await add({ a: n, b: 1 });
  if (n > 5) return endless({ k: before });
  let seen = "none";
  try { await endless({ k: before }); } catch (error) { seen = (error as Error).name + ": " + (error as Error).message; }
  await note({ about: seen });
  return { seen };
`,
  },
  "a pipeline that calls itself and catches that it went too deep": {
    inputs: inputs.slice(0, 1),
    called: { stubborn },
    maxDepth: 3,
    body: `
  return await stubborn({ k: n });
`,
  },
  "a pipeline that calls itself for items": {
    inputs,
    called: { listed },
    maxDepth: 3,
    body: `
  return { three: await listed({ k: 3 }), one: await listed({ k: n }) };
`,
  },
};

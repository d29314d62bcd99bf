/** Promises that are awaited late, by some paths only, or by nobody. */
import type { GeneratedProgram } from "../generator.ts";
import { INPUTS, MIXED } from "./inputs.ts";

export const PROMISES: { readonly [name: string]: GeneratedProgram } = {
  "a promise that one arm chose fails where it is awaited": {
    inputs: INPUTS,
    body: `
  const p = n > 3 ? half({ n }) : scale({ n });
  await note({ about: "x" });
  try { return { p: await p }; } catch (e) { return { message: (e as Error).message }; }
`,
  },
  "a fan-out of before the try fails inside": {
    inputs: INPUTS,
    body: `
  const ps = xs.map(async (x) => { const v = await half({ n: x }); await note({ about: "y" }); return v; });
  try { return { all: await Promise.all(ps) }; } catch (e) { return { name: (e as Error).name }; }
`,
  },
  "promises that rounds push behind an await": {
    inputs: INPUTS,
    body: `
  const ps: Promise<number>[] = [];
  for (const x of xs) { const v = await scale({ n: x }); if (v > 1) ps.push(half({ n: x })); }
  const ended = await Promise.allSettled(ps);
  return { ended: ended.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message)) };
`,
  },
  "an async callback behind a failed list": {
    inputs: INPUTS,
    body: `
  let seen = "none";
  try {
    await Promise.all((await Promise.all([half({ n })])).map(async (_, at) => add({ a: at, b: at })));
  } catch (error) {
    seen = (error as Error).message;
  }
  return { seen };
`,
  },
  "a step that is killed inside try, in a fan-out and a loop": {
    inputs: [
      { n: 3, t: "a", xs: [1, 3] },
      { n: 1, t: "a", xs: [2, 4] },
    ],
    body: `
  let log = "";
  const ends = await Promise.allSettled(xs.map(async (x) => (await fragile({ n: x })) + 1));
  for (const x of await range({ count: n })) {
    try {
      log += String(await fragile({ n: x + 1 }));
    } catch (error) {
      const { name, message } = error as Error;
      log += name + "/" + message + "/" + (error instanceof Error) + "/" + (error as { step?: string }).step;
    }
  }
  try {
    await Promise.all(xs.map(async (x) => fragile({ n: x })));
  } catch (error) {
    log += (error as Error).name;
  } finally {
    await note({ about: log });
  }
  return { log, ends: ends.map((end) => end.status) };
`,
  },
  "a promise that a step was given fails with that step": {
    inputs: INPUTS,
    body: `
  const f = async (k: number): Promise<number> => {
    const v = await scale({ n: k });
    if (v > 10) throw new RangeError("big");
    return half({ n: v + k });
  };
  const h = half({ n });
  const p = scale({ n: h });
  const q = scale({ n: f(n) });
  const r = xs.map((x) => add({ a: x, b: h }));
  await note({ about: "x" });
  let seen = "";
  try { seen += String(await p); } catch (e) { seen += (e as Error).message; }
  try { seen += String(await q); } catch (e) { seen += (e as Error).message; }
  try { seen += (await Promise.all(r)).join(); } catch (e) { seen += (e as Error).message; }
  await note({ about: seen });
  return { seen, h: await h };
`,
  },
  "the rejection of a promise that is left behind is nobody's": {
    inputs: INPUTS,
    body: `
  const p = refuse({ text: "longer than five" });
  if (n > 0) return { early: n };
  await p;
  return { n };
`,
  },
  "promises that only some paths await": {
    inputs: MIXED,
    body: `
  const p = half({ n });
  const q = half({ n: n + 1 });
  const r = half({ n: 3 });
  const v = xs.length > 0 ? await p : 0;
  const w = xs.length > 1 && (await q) > 0;
  if (xs.length > 2) await scale({ n: r });
  await note({ about: "end" });
  if (xs.length > 2) return r;
  return { v, w };
`,
  },
  "items and helpers that are left behind": {
    inputs: MIXED,
    body: `
  const f = async (k: number): Promise<number> => { const v = await half({ n: k }); await note({ about: String(v) }); return v; };
  const p = f(n);
  const ps = xs.map(async (x) => { const v = await half({ n: x }); await note({ about: String(v) }); return v; });
  await note({ about: "x" });
  if (n > 5) return { early: n };
  if (xs.length > 0) return { p: await p };
  return { all: await Promise.all(ps) };
`,
  },
  "promises that a round and an item leave behind": {
    inputs: MIXED,
    body: `
  let seen = 0;
  for (const x of await range({ count: 3 })) {
    const p = half({ n: x });
    if (x === 1) continue;
    seen += await p;
  }
  const vs = await Promise.all(xs.map(async (x) => { const p = half({ n: x }); if (n > 5) return 0; return await p; }));
  return { seen, vs };
`,
  },
};

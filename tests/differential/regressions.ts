/** Programs that the generator found and that once went wrong, made small by hand. Order is looked at here, unlike in `cases/`. */
import type { GeneratedProgram } from "./generator.ts";

const inputs: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 1, 1] },
  { n: -1, t: "longer text", xs: [] },
];

const MIXED: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 1, 1] },
  { n: 2, t: "b", xs: [2, 4] },
  { n: 0, t: "c", xs: [4] },
  { n: -1, t: "d", xs: [] },
];

export const REGRESSIONS: { readonly [name: string]: GeneratedProgram } = {
  "a helper that returns in both arms has awaited what either awaited": {
    inputs,
    body: `
  const f = async (k: number): Promise<number> => {
    if (k > 0) { await note({ about: "a" }); return 1; }
    return (await add({ a: k, b: 1 }));
  };
  await f(n);
  await note({ about: "c" });
  return { n };
`,
  },
  "a throw in a helper behind an early return": {
    inputs,
    body: `
  if (xs.includes(n)) return { early: n };
  const f = async (k: number): Promise<number> => {
    const one = await user({ id: k });
    if (one.scores.includes(2)) throw new RangeError(one.name);
    return 4;
  };
  const a = await f(1);
  return { a };
`,
  },
  "code that throws at the end of an arm": {
    inputs,
    body: `
  if (n > 0) { await note({ about: "x" }); must(n * 10); }
  return { n };
`,
  },
  "code that throws before a branch of which one arm awaits": {
    inputs,
    body: `
  must(n * 10);
  if (n === 3) await note({ about: "x" });
  else if (n === 7) return { early: n };
  return { n };
`,
  },
  "a throw in a loop without steps": {
    inputs,
    body: `
  for (let i = 0; i < 2; i++) { if (n > 0) throw new Error(t); }
  return { n };
`,
  },
  "a jump to the label of a loop without steps": {
    inputs,
    body: `
  loop: for (let i = 0; i < 2; i++) { if (clamp(i, 0, 50) === i) break loop; }
  return { n };
`,
  },
  "what was awaited before code that may throw stays awaited": {
    inputs,
    body: `
  const v = await Promise.all((await Promise.all([scale({ n }), add({ a: n, b: n })])).map(async (_, at) => must(at)));
  await note({ about: "x" });
  return { v };
`,
  },
  "a condition that throws before branches which both wait": {
    inputs,
    body: `
  if (must(n * 10) > 0) await note({ about: "then" });
  else await note({ about: "else" });
  if (xs.length >= 0) await note({ about: "after" });
  return { n };
`,
  },
  "what waited for an arm that is never taken waits for what came before it": {
    inputs,
    body: `
  await user({ id: n });
  if (1 > 2) await note({ about: "never" });
  await note({ about: "after" });
  for (let k = 0; k < 2; k += 1) {
    await scale({ n: k });
    switch (k) {
      case 1:
        break;
      default:
        await note({ about: "default" });
    }
  }
  await note({ about: "last" });
  return { n };
`,
  },
  "code of an arm that is never taken is asked for nowhere": {
    inputs,
    body: `
  if (xs.length > 0) {
    switch (wrap(0)) {
      case 3: {
        await note({ about: "never" });
        if (id(n) !== null) return { early: id(n) };
        break;
      }
      default:
        await note({ about: "default" });
    }
  }
  const a = await add({ a: n, b: 1 });
  return { a };
`,
  },
  "code that throws before a fan-out": {
    inputs,
    body: `
  must(n * 10);
  const v = await Promise.all(xs.map(async (x, at) => add({ a: x, b: at })));
  return { v };
`,
  },
  "a list of a loop without steps is made once": {
    inputs,
    body: `
  let total = 0;
  for (const v of await Promise.all([1, 2].map((k) => add({ a: k, b: n })))) total += v;
  return { total };
`,
  },
  "a promise that one arm chose fails where it is awaited": {
    inputs,
    body: `
  const p = n > 3 ? half({ n }) : scale({ n });
  await note({ about: "x" });
  try { return { p: await p }; } catch (e) { return { message: (e as Error).message }; }
`,
  },
  "a fan-out of before the try fails inside": {
    inputs,
    body: `
  const ps = xs.map(async (x) => { const v = await half({ n: x }); await note({ about: "y" }); return v; });
  try { return { all: await Promise.all(ps) }; } catch (e) { return { name: (e as Error).name }; }
`,
  },
  "promises that rounds push behind an await": {
    inputs,
    body: `
  const ps: Promise<number>[] = [];
  for (const x of xs) { const v = await scale({ n: x }); if (v > 1) ps.push(half({ n: x })); }
  const ended = await Promise.allSettled(ps);
  return { ended: ended.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message)) };
`,
  },
  "an async callback behind a failed list": {
    inputs,
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
  "a throw in a while loop inside try": {
    inputs: [
      { n: 3, t: "a", xs: [] },
      { n: 0, t: "a", xs: [] },
    ],
    body: `
  let k = 0;
  let seen = "none";
  try {
    while ((await add({ a: k, b: 0 })) < n) {
      k += 1;
      if (k === 2) throw new RangeError("two");
    }
  } catch (error) {
    seen = (error as Error).message + k;
  }
  return { k, seen };
`,
  },
  "code that throws before a try is nobody's to catch": {
    inputs,
    body: `
  const runs = await Promise.all(xs.map((x) => scale({ n: x })));
  const best = runs.reduce((a, b) => (a > b ? a : b));
  try { await half({ n: 3 }); } catch { await note({ about: "caught" }); }
  await note({ about: "after" });
  return { best };
`,
  },
  "code that throws before a fan-out whose errors are caught later": {
    inputs,
    body: `
  must(n * 10);
  const ps = xs.map(async (x) => { await note({ about: "item" }); return half({ n: x }); });
  let seen = "none";
  try { await Promise.all(ps); } catch (e) { seen = (e as Error).message; }
  return { seen };
`,
  },
  "an input that throws where the call is made, not where its promise is awaited": {
    inputs,
    body: `
  let seen = "none";
  const p = half({ n: must(n * 10) });
  const ends = await Promise.allSettled([p, half({ n: xs.reduce((a, b) => a + b) })]);
  try { await p; } catch (e) { seen = (e as Error).message; }
  return { seen, ends: ends.length };
`,
  },
  "code that throws before the try of an item and of a helper": {
    inputs,
    body: `
  const f = async (k: number): Promise<string> => {
    must(k);
    try { return String(await half({ n: k })); } catch (e) { return (e as Error).message; }
  };
  const vs = await Promise.all(xs.map(async (x) => f((await scale({ n: x })) * n)));
  return { vs, last: await f(n) };
`,
  },
  "a promise that a step was given fails with that step": {
    inputs,
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
  "a member of what is not there is read where it is written": {
    inputs,
    body: `
  const us = await Promise.all(xs.map((id) => user({ id })));
  let seen = "none";
  try { seen = us[5]!.name; await note({ about: seen }); } catch (e) { seen = (e as Error).name; }
  const one = us.find(({ id }) => id > 0)!;
  const name = one.name;
  await note({ about: seen });
  return { name, trimmed: us[0]!.name.trim() };
`,
  },
  "an array that is changed in try and catch": {
    inputs,
    body: `
  const out: string[] = [];
  const record: { [key: string]: number } = {};
  for (const x of [1, 2, n]) {
    try { out.push(String(await half({ n: x }))); record["half"] = x; }
    catch (e) { out.push((e as Error).message); delete record["half"]; }
    finally { out.push("f"); }
  }
  return { out, record };
`,
  },
  "the rejection of a promise that is left behind is nobody's": {
    inputs,
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
  "code that throws before a fan-out or a loop, and a step behind it": {
    inputs,
    body: `
  await note({ about: "x" });
  if (n > 3) must(n * 10);
  const v = await Promise.all(xs.map((x) => must(x + n + 6)).map(async (x, at) => add({ a: x, b: at })));
  await user({ id: n });
  let s = 0;
  for (const x of (await range({ count: 3 })).map((k) => must(k * 8))) s += await add({ a: x, b: s });
  await user({ id: s });
  return { v, s };
`,
  },
  "code that throws in an arm, before a branch that is decided while compiling": {
    inputs,
    body: `
  const v2 = await add({ a: n, b: n });
  for (let i = 0; i < 2; i++) {
    if (n > 3) return { early: v2 > v2 || (await positive({ n: i })) };
    if (await positive({ n: v2 })) {
      const [first] = (await Promise.all([user({ id: 1 }), user({ id: i })])).map(({ name }) => name);
      await note({ about: first ?? "" });
    } else {
      const names = (await Promise.all([user({ id: 2 }), user({ id: i })])).map(({ name }) => name);
    }
    switch (wrap("a".length)) {
      case 1:
      default:
        await note({ about: "default" });
    }
  }
`,
  },
  "code that throws before a loop": {
    inputs,
    body: `
  must(n * 10);
  let k = 0;
  while (k < 3) k = await add({ a: 1, b: k });
  return { k };
`,
  },
};

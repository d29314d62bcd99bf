/** Programs that the generator found and that once went wrong, made small by hand. Order is looked at here, unlike in `cases/`. */
import type { GeneratedProgram } from "./generator.ts";

const inputs: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 1, 1] },
  { n: -1, t: "longer text", xs: [] },
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

/** Plain JavaScript does not see the rejection of a promise that nobody awaits; the other engines still fail the run. */
export const LEFT_BEHIND: GeneratedProgram = {
  inputs,
  body: `
  const p = refuse({ text: "longer than five" });
  if (n > 0) return { early: n };
  await p;
  return { n };
`,
};

/** Code that throws: where it is evaluated, and who catches it. */
import type { GeneratedProgram } from "../generator.ts";
import { INPUTS, MIXED } from "./inputs.ts";

export const THROWING: { readonly [name: string]: GeneratedProgram } = {
  "a throw in a helper behind an early return": {
    inputs: INPUTS,
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
    inputs: INPUTS,
    body: `
  if (n > 0) { await note({ about: "x" }); must(n * 10); }
  return { n };
`,
  },
  "code that throws before a branch of which one arm awaits": {
    inputs: INPUTS,
    body: `
  must(n * 10);
  if (n === 3) await note({ about: "x" });
  else if (n === 7) return { early: n };
  return { n };
`,
  },
  "a throw in a loop without steps": {
    inputs: INPUTS,
    body: `
  for (let i = 0; i < 2; i++) { if (n > 0) throw new Error(t); }
  return { n };
`,
  },
  "what was awaited before code that may throw stays awaited": {
    inputs: INPUTS,
    body: `
  const v = await Promise.all((await Promise.all([scale({ n }), add({ a: n, b: n })])).map(async (_, at) => must(at)));
  await note({ about: "x" });
  return { v };
`,
  },
  "a condition that throws before branches which both wait": {
    inputs: INPUTS,
    body: `
  if (must(n * 10) > 0) await note({ about: "then" });
  else await note({ about: "else" });
  if (xs.length >= 0) await note({ about: "after" });
  return { n };
`,
  },
  "code that throws before a fan-out": {
    inputs: INPUTS,
    body: `
  must(n * 10);
  const v = await Promise.all(xs.map(async (x, at) => add({ a: x, b: at })));
  return { v };
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
    inputs: INPUTS,
    body: `
  const runs = await Promise.all(xs.map((x) => scale({ n: x })));
  const best = runs.reduce((a, b) => (a > b ? a : b));
  try { await half({ n: 3 }); } catch { await note({ about: "caught" }); }
  await note({ about: "after" });
  return { best };
`,
  },
  "code that throws before a fan-out whose errors are caught later": {
    inputs: INPUTS,
    body: `
  must(n * 10);
  const ps = xs.map(async (x) => { await note({ about: "item" }); return half({ n: x }); });
  let seen = "none";
  try { await Promise.all(ps); } catch (e) { seen = (e as Error).message; }
  return { seen };
`,
  },
  "an input that throws where the call is made, not where its promise is awaited": {
    inputs: INPUTS,
    body: `
  let seen = "none";
  const p = half({ n: must(n * 10) });
  const ends = await Promise.allSettled([p, half({ n: xs.reduce((a, b) => a + b) })]);
  try { await p; } catch (e) { seen = (e as Error).message; }
  return { seen, ends: ends.length };
`,
  },
  "code that throws before the try of an item and of a helper": {
    inputs: INPUTS,
    body: `
  const f = async (k: number): Promise<string> => {
    must(k);
    try { return String(await half({ n: k })); } catch (e) { return (e as Error).message; }
  };
  const vs = await Promise.all(xs.map(async (x) => f((await scale({ n: x })) * n)));
  return { vs, last: await f(n) };
`,
  },
  "code that throws before a fan-out or a loop, and a step behind it": {
    inputs: INPUTS,
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
    inputs: INPUTS,
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
    inputs: INPUTS,
    body: `
  must(n * 10);
  let k = 0;
  while (k < 3) k = await add({ a: 1, b: k });
  return { k };
`,
  },
  "a condition whose own step has another one inside that fails": {
    inputs: MIXED,
    body: `
  try {
    if ((await scale({ n: await half({ n }), by: n })) !== 7) await shout({ text: "x" });
    const a = (await scale({ n: await half({ n }), by: 2 })) === 7 ? "a" : await shout({ text: "y" });
    switch (await scale({ n: await half({ n }), by: 3 })) { case 7: break; default: await note({ about: a }); }
  } catch { await note({ about: "c" }); }
  return { n };
`,
  },
  "a condition inside a condition's arm whose nested step fails": {
    inputs: MIXED,
    body: `
  try {
    const a = n > 100 ? 1 : (await scale({ n: await half({ n }), by: n })) || (await add({ a: n, b: n }));
    let k = 0;
    while (k < 2 && (await scale({ n: await half({ n }), by: a })) !== 7) { k += 1; await shout({ text: "x" }); }
  } finally { await note({ about: "f" }); }
  return { n };
`,
  },
  "a return in an arm that is never taken, in a loop": {
    inputs: MIXED,
    body: `
  let k = 0;
  while ((await add({ a: k, b: 1 })) < 3) {
    k += 1;
    if (([] as User[]).some((one) => one.id > 0)) return { early: await positive({ n }) };
  }
  return { n, k };
`,
  },
};

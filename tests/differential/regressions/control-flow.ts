/** Branches, loops and try: what waits for what, and which value is whose. */
import type { GeneratedProgram } from "../generator.ts";
import { INPUTS } from "./inputs.ts";

export const CONTROL_FLOW: { readonly [name: string]: GeneratedProgram } = {
  "a helper that returns in both arms has awaited what either awaited": {
    inputs: INPUTS,
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
  "a jump to the label of a loop without steps": {
    inputs: INPUTS,
    body: `
  loop: for (let i = 0; i < 2; i++) { if (clamp(i, 0, 50) === i) break loop; }
  return { n };
`,
  },
  "what waited for an arm that is never taken waits for what came before it": {
    inputs: INPUTS,
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
    inputs: INPUTS,
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
  "a list of a loop without steps is made once": {
    inputs: INPUTS,
    body: `
  let total = 0;
  for (const v of await Promise.all([1, 2].map((k) => add({ a: k, b: n })))) total += v;
  return { total };
`,
  },
  "a member of what is not there is read where it is written": {
    inputs: INPUTS,
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
    inputs: INPUTS,
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
};

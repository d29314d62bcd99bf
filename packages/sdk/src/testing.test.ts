import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { pipeline, step } from "./index.ts";
import { runPlain } from "./testing.ts";

const wait = step({}, async ({ ms, tag }: { ms: number; tag: string }, ctx) => {
  ctx.log(tag);
  await setTimeout(ms);
  if (ms === 13) throw new RangeError("unlucky");
  return tag;
});
const named = step({ name: "other" }, ({ list }: { list: number[] }) => {
  list.push(1);
  return list;
});
const module = {
  wait,
  renamed: named,
  parallel: pipeline({}, async ({ tags }: { tags: string[] }) =>
    Promise.all(tags.map((tag, index) => wait({ ms: 40 - index * 20, tag }))),
  ),
  sequential: pipeline({}, async () => {
    const first = await wait({ ms: 1, tag: "a" });
    return [first, await wait({ ms: 1, tag: "b" })];
  }),
  failing: pipeline({}, async () => {
    const late = wait({ ms: 60, tag: "late" }).then((tag) => wait({ ms: 1, tag: `${tag} after` }));
    return Promise.all([wait({ ms: 13, tag: "bad" }), late]);
  }),
  mutating: pipeline({}, async () => named({ list: [0] })),
};

test("records calls by the name of the export, with starts and ends in order", async () => {
  const { result, calls } = await runPlain(module, "parallel", { tags: ["slow", "fast"] });
  expect(result).toEqual(["slow", "fast"]);
  expect(calls).toEqual([
    {
      step: "wait",
      input: { ms: 40, tag: "slow" },
      output: "slow",
      started: 0,
      ended: 3,
      events: [{ kind: "log", line: "slow" }],
    },
    {
      step: "wait",
      input: { ms: 20, tag: "fast" },
      output: "fast",
      started: 1,
      ended: 2,
      events: [{ kind: "log", line: "fast" }],
    },
  ]);
  const { calls: inOrder } = await runPlain(module, module.sequential);
  expect(inOrder.map(({ started, ended }) => [started, ended])).toEqual([[0, 1], [2, 3]]); // prettier-ignore
});

test("a failure waits for what was started and what follows from it", async () => {
  const run = await runPlain(module, "failing");
  expect(run.error).toMatchObject({ name: "RangeError", message: "unlucky", step: "wait" });
  expect(run).not.toHaveProperty("result");
  expect(run.calls.map(({ input, output, error }) => [input, output ?? error])).toEqual([
    [{ ms: 60, tag: "late" }, "late"],
    [{ ms: 13, tag: "bad" }, { name: "RangeError", message: "unlucky", step: "wait" }],
    [{ ms: 1, tag: "late after" }, "late after"],
  ]); // prettier-ignore
  expect(run.calls.every(({ ended }) => Number.isInteger(ended))).toBe(true);
});

test("a name option wins, and the input is recorded as it was given", async () => {
  const { calls } = await runPlain(module, "mutating");
  expect(calls).toMatchObject([{ step: "other", input: { list: [0] }, output: [0, 1] }]);
});

test("artifacts go where they are told to", async () => {
  const store = mkdtempSync(join(tmpdir(), "argosy-store-"));
  const save = step({}, (_: {}, ctx) => ctx.save("a.txt", "x"));
  const { result, calls } = await runPlain({ save, p: pipeline({}, async () => save()) }, "p", {}, { store, run: "r" });
  expect(result).toMatchObject({ uri: expect.stringContaining(store) });
  expect(calls[0]?.events).toEqual([{ kind: "artifact", artifact: result }]);
});

test("what is no pipeline is refused", async () => {
  await expect(runPlain(module, "wait")).rejects.toThrow(
    "wait is not a pipeline; the module exports wait, renamed, parallel, sequential, failing, mutating",
  );
  await expect(runPlain({}, undefined)).rejects.toThrow("this is not a pipeline; the module exports nothing");
});

test("the input of a call is what the function gets, or what its schema refused", async () => {
  const checked = step({ input: z.object({ n: z.number().max(3), by: z.number().default(2) }) }, ({ n, by }) => n * by);
  const main = pipeline({}, async () => Promise.allSettled([checked({ n: 1 }), checked({ n: 4 })]));
  const { calls } = await runPlain({ checked, main }, "main");
  expect(calls.map(({ input, output }) => ({ input, output }))).toEqual([
    { input: { n: 1, by: 2 }, output: 2 },
    { input: { n: 4 }, output: undefined },
  ]);
  expect(calls[1]?.error).toMatchObject({ name: "TypeMismatchError", step: "checked" });
});

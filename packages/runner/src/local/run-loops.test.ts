import { expect, test } from "vitest";
import type { LoopTask } from "@argosy/sdk/ir";
import type { RunEvent } from "../events.ts";
import {
  fanout,
  input,
  lit,
  loop,
  out,
  pod,
  type ProgramText,
  runProgram,
  source,
  type LocalRun,
} from "../fixtures/programs.ts";

/** Adds the item, or the round, to the state's list; done at 3. */
const ADD: ProgramText["steps"] = {
  add: {
    body: "return { seen: [...input.state.seen, input.item + '@' + ctx.run.item] };",
    calls: [
      {
        key: "add",
        reads: { item: 0, state: 0, k: 0 },
        input: "{ item: item().length === 1 ? k()[item()[0]] ?? item()[0] : item()[1], state: state() }",
        ports: { done: ["guard", "$.out().seen.length >= 3"] },
        inFanout: true,
      },
    ],
  },
};
const ROUND: ProgramText["scopes"][string] = {
  inputs: ["item", "state", "k"],
  tasks: [pod("add", "add", { reads: { item: input("item"), state: input("state"), k: input("k") } })],
  output: source(out("add")),
};

function rounds(more: Partial<LoopTask>, round: ProgramText["scopes"][string] = ROUND): Promise<LocalRun> {
  return runProgram(
    {
      steps: ADD,
      params: ["k"],
      scopes: {
        main: {
          inputs: ["k"],
          tasks: [loop("each", "round", lit('{"seen":["first"]}'), { captures: { k: input("k") }, ...more })],
          output: source(out("each")),
        },
        round,
      },
    },
    { params: { k: ["x", "y"] } },
  );
}

const DONE = { ...ROUND, done: source(out("add", 0, "done")) };

test("rounds go one after the other, each with the state that the one before left", async () => {
  const run = await rounds({ over: { kind: "constant", items: ['[0,"a"]', '[1,"b"]', '[2,"c"]'] } });
  expect(run.outcome).toMatchObject({ status: "succeeded", result: { seen: ["first", "a@0", "b@1", "c@2"] } });
  expect(run.story).toEqual([
    "fanout-expanded each",
    ...["each[0]/add", "each[1]/add", "each[2]/add"].flatMap((path) => [`started ${path}`, `finished ${path}`]),
    "fanout-finished each",
  ]);
  expect(run.events.find((event) => event.kind === "fanout-expanded")).toMatchObject({ items: 3 });
  const started = run.events.filter((event) => event.kind === "task-started");
  expect(started.map(({ task }) => task.item)).toEqual([0, 1, 2]);
});

test("over a list parameter, a round learns its index; without items the first state stays", async () => {
  const over = { kind: "array", ref: input("k") } as const;
  expect((await rounds({ over })).outcome).toMatchObject({ result: { seen: ["first", "x@0", "y@1"] } });
  const none = await rounds({ over: { kind: "constant", items: [] } });
  expect(none.outcome).toMatchObject({ status: "succeeded", result: { seen: ["first"] } });
});

test("a round that says so is the last, whether items are left or not", async () => {
  const items = ["a", "b", "c", "d"].map((item, index) => JSON.stringify([index, item]));
  const early = await rounds({ over: { kind: "constant", items } }, DONE);
  expect(early.outcome).toMatchObject({ result: { seen: ["first", "a@0", "b@1"] } });
  const without = await rounds({ maxRounds: 2 }, DONE);
  expect(without.outcome).toMatchObject({ status: "succeeded", result: { seen: ["first", "x@0", "y@1"] } });
  expect(without.story).not.toContain("fanout-expanded each");
});

test("a loop that does not end fails by name, with its number of rounds", async () => {
  const run = await rounds({ maxRounds: 1 }, DONE);
  expect(run.outcome).toMatchObject({
    status: "failed",
    failure: {
      name: "LoopLimitError",
      message: "the loop ran 1 rounds, the most that one may run, and never ended",
      cause: "program",
      task: "each",
      at: "main.ts:1:1",
    },
  });
  expect(run.story.slice(-2)).toEqual(["failed each", "fanout-finished each"]);
});

test("a failed round is the last and fails what is behind the loop", async () => {
  const run = await runProgram({
    steps: {
      fails: {
        body: "if (input.i === 1) throw new RangeError('round ' + input.i); return input.i;",
        calls: [{ key: "fails", reads: { item: 0 }, input: "{ i: item()[0] }", inFanout: true }],
      },
      last: { body: "return 1;", calls: [{ key: "last" }] },
    },
    scopes: {
      main: {
        tasks: [loop("each", "round", lit("0"), { maxRounds: 5 }), pod("last", "last", { needs: ["each"] })],
        output: source(out("last")),
      },
      round: {
        inputs: ["item", "state"],
        tasks: [pod("fails", "fails", { reads: { item: input("item") } })],
        output: source(out("fails")),
      },
    },
  });
  expect(run.outcome).toMatchObject({
    status: "failed",
    failure: { name: "RangeError", message: "round 1", step: "fails", item: 1, task: "each[1]/fails" },
    others: [],
  });
  expect(run.story.filter((line) => line.includes("[2]") || line.includes("last"))).toEqual([]);
  expect(run.events.find((event) => event.kind === "fanout-finished")).toMatchObject({ failed: true });
});

test("over what is no list fails as the program would", async () => {
  const run = await rounds({ over: { kind: "items", ref: lit("5") } });
  expect(run.outcome).toMatchObject({ status: "failed", failure: { name: "TypeError", cause: "program" } });
});

test("loops in the items of a fan-out keep their states apart", async () => {
  const run = await runProgram({
    steps: {
      append: {
        body: "return input.state + input.item + ctx.run.item;",
        calls: [
          {
            key: "append",
            reads: { item: 0, state: 0 },
            input: "{ item: item()[1], state: state() }",
            inFanout: true,
          },
        ],
      },
    },
    scopes: {
      main: {
        tasks: [fanout("all", { kind: "constant", items: ['[0,"p"]', '[1,"q"]'] }, "body")],
        output: source(out("all", 1)),
      },
      body: {
        inputs: ["item"],
        tasks: [
          loop("each", "round", lit('""'), { over: { kind: "constant", items: ['[0,"x"]', '[1,"y"]'] } }),
          // Reads its own item after the loop.
          pod("append", "append", { needs: ["each"], reads: { item: input("item"), state: out("each") } }),
        ],
        output: source(out("append")),
      },
      round: {
        inputs: ["item", "state"],
        tasks: [pod("append", "append", { reads: { item: input("item"), state: input("state") } })],
        output: source(out("append")),
      },
    },
  });
  expect(run.outcome).toMatchObject({ status: "succeeded", result: ["x0.0y0.1p0", "x1.0y1.1q1"] });
  expect(run.story).toContain("finished all[1]/each[0]/append");
});

test("ten thousand rounds without pods take no time, and a program without an end is refused", async () => {
  const text = (more: Partial<LoopTask>): ProgramText => ({
    steps: {},
    scopes: {
      main: { tasks: [loop("each", "round", lit("7"), more)], output: source(out("each")) },
      round: { inputs: ["item", "state"], tasks: [], output: source(input("item")) },
    },
  });
  const kinds = (events: readonly RunEvent[]): readonly string[] => events.map(({ kind }) => kind);
  const items = Array.from({ length: 10_000 }, (_, index) => `[${index}]`);
  const run = await runProgram(text({ over: { kind: "constant", items } }));
  expect(run.outcome).toMatchObject({ status: "succeeded", result: [9999] });
  expect(kinds(run.events)).toEqual(["run-started", "fanout-expanded", "fanout-finished", "run-finished"]);
  await expect(runProgram(text({}))).rejects.toThrow("neither a list nor an end");
});

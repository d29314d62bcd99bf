import { describe, expect, test } from "vitest";
import { fanout, input, out, pod, runProgram, source, type ProgramText } from "../fixtures/programs.ts";

describe("fan-outs", () => {
  const each: ProgramText["steps"] = {
    each: {
      body: "await new Promise((r) => setTimeout(r, input.x % 3 * 20)); return { i: input.i, y: input.x * input.k, item: ctx.run.item };",
      calls: [
        { key: "each", reads: { item: 0, k: 0 }, input: "{ i: item()[0], x: item()[1], k: k() }", inFanout: true },
      ],
    },
    list: {
      body: "return input.xs;",
      calls: [{ key: "list", reads: { xs: 0 }, input: "{ xs: xs() }", ports: { items: ["items", "$.out()"] } }],
    },
    total: {
      body: "return input.ys.map((one) => [one.i, one.y, one.item]);",
      calls: [{ key: "total", reads: { ys: 1 }, input: "{ ys: ys() }" }],
    },
  };
  const overItems = (xs: readonly number[]): ReturnType<typeof runProgram> =>
    runProgram(
      {
        steps: each,
        params: ["xs", "k"],
        scopes: {
          main: {
            inputs: ["xs", "k"],
            tasks: [
              pod("list", "list", { reads: { xs: input("xs") } }),
              fanout("all", { kind: "items", ref: out("list", 0, "items") }, "body", {
                needs: ["list"],
                captures: { k: input("k") },
              }),
              pod("total", "total", { needs: ["all"], reads: { ys: out("all", 1) } }),
            ],
            output: source(out("total")),
          },
          body: {
            inputs: ["item", "k"],
            tasks: [pod("each", "each", { reads: { item: input("item"), k: input("k") } })],
            output: source(out("each")),
          },
        },
      },
      { params: { xs, k: 10 } },
    );

  test("collect in the order of the list, not of the end", async () => {
    const run = await overItems([5, 3, 4]);
    expect(run.outcome).toMatchObject({
      status: "succeeded",
      result: [
        [0, 50, "0"],
        [1, 30, "1"],
        [2, 40, "2"],
      ],
    });
    expect(run.events.find((event) => event.kind === "fanout-expanded")).toMatchObject({
      items: 3,
      task: { path: "all", kind: "fanout" },
    });
    expect(
      run.events.find((event) => event.kind === "task-started" && event.task.path === "all[1]/each"),
    ).toMatchObject({ task: { item: 1, step: "each", kind: "step" } });
  });

  test("of nothing give an empty list", async () => {
    expect((await overItems([])).outcome).toMatchObject({ status: "succeeded", result: [] });
  });

  test("over a list parameter go by index, and nested ones nest", async () => {
    const run = await runProgram(
      {
        steps: {
          cell: {
            body: "return [input.row[input.j], ctx.run.item];",
            calls: [
              {
                key: "cell",
                reads: { rows: 0, outer: 0, item: 0 },
                input: "{ row: rows()[outer()[0]], j: item()[0] }",
                inFanout: true,
              },
            ],
          },
          all: {
            body: "return input.cells;",
            calls: [{ key: "all", reads: { cells: 2 }, input: "{ cells: cells() }" }],
          },
        },
        params: ["rows"],
        scopes: {
          main: {
            inputs: ["rows"],
            tasks: [
              fanout("rows", { kind: "array", ref: input("rows") }, "row", { captures: { rows: input("rows") } }),
              pod("all", "all", { needs: ["rows"], reads: { cells: out("rows", 2) } }),
            ],
            output: source(out("all")),
          },
          row: {
            inputs: ["item", "rows"],
            tasks: [
              fanout("cells", { kind: "constant", items: ["[0,0]", "[1,1]"] }, "cell", {
                captures: { rows: input("rows"), outer: input("item") },
              }),
            ],
            output: source(out("cells", 1)),
          },
          cell: {
            inputs: ["item", "rows", "outer"],
            tasks: [
              pod("cell", "cell", { reads: { item: input("item"), rows: input("rows"), outer: input("outer") } }),
            ],
            output: source(out("cell")),
          },
        },
      },
      {
        params: {
          rows: [
            [1, 2],
            [3, 4],
          ],
        },
      },
    );
    expect(run.outcome).toMatchObject({
      status: "succeeded",
      result: [
        [
          [1, "0.0"],
          [2, "0.1"],
        ],
        [
          [3, "1.0"],
          [4, "1.1"],
        ],
      ],
    });
    expect(run.story).toContain("finished rows[1]/cells[0]/cell");
  });

  test("over what is no list fail as the program would", async () => {
    const run = await runProgram(
      {
        steps: {},
        params: ["xs"],
        scopes: {
          main: { inputs: ["xs"], tasks: [fanout("all", { kind: "array", ref: input("xs") }, "body")] },
          body: { inputs: ["item"], tasks: [] },
        },
      },
      { params: { xs: 5 } },
    );
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "program", name: "TypeError", task: "all", at: "main.ts:1:1" },
    });
  });

  test("that are skipped give undefined", async () => {
    const native = { ref: input("go"), is: true, native: { kind: "truthy", param: "go" } } as const;
    const run = await runProgram(
      {
        steps: {
          total: {
            body: "return String(input.ys);",
            calls: [{ key: "total", reads: { ys: 1 }, input: "{ ys: ys() }" }],
          },
        },
        params: ["go"],
        scopes: {
          main: {
            inputs: ["go"],
            tasks: [
              fanout("all", { kind: "constant", items: ["[0,0]"] }, "body", { guards: [native] }),
              pod("total", "total", { needs: ["all"], reads: { ys: out("all", 1) } }),
            ],
            output: source(out("total")),
          },
          body: { inputs: ["item"], tasks: [] },
        },
      },
      { params: { go: false } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: "undefined" });
  });

  test("run the other items to their end when one fails", async () => {
    const run = await runProgram({
      steps: {
        a: {
          body: "if (input.i === 1) throw new RangeError('no ' + input.i); await new Promise((r) => setTimeout(r, 300)); return input.i;",
          calls: [{ key: "a", reads: { item: 0 }, input: "{ i: item()[0] }", inFanout: true }],
        },
        b: { body: "return input.x;", calls: [{ key: "b", reads: { x: 0 }, input: "{ x: x() }", inFanout: true }] },
        last: { body: "return 1;", calls: [{ key: "last" }] },
      },
      scopes: {
        main: {
          tasks: [
            fanout("all", { kind: "constant", items: ["[0,0]", "[1,1]", "[2,2]"] }, "body"),
            pod("last", "last", { needs: ["all"] }),
          ],
        },
        body: {
          inputs: ["item"],
          tasks: [
            pod("a", "a", { reads: { item: input("item") } }),
            pod("b", "b", { needs: ["a"], reads: { x: out("a") } }),
          ],
          output: source(out("b")),
        },
      },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { name: "RangeError", message: "no 1", step: "a", item: 1, task: "all[1]/a", cause: "error" },
      others: [],
    });
    expect(run.story).toEqual(
      expect.arrayContaining(["finished all[0]/b", "finished all[2]/b", "failed all[1]/a", "fanout-finished all"]),
    );
    expect(run.story.filter((line) => line.includes("last") || line.includes("all[1]/b"))).toEqual([]);
  });
});

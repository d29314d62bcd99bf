import { join } from "node:path";
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { describe, expect, test } from "vitest";
import {
  fanout,
  guard,
  input,
  lit,
  out,
  pod,
  runProgram,
  same,
  source,
  SPAN,
  writeProgram,
  type ProgramText,
} from "../fixtures/programs.ts";
import { readRun } from "./records/past-runs.ts";

describe("values", () => {
  test("go from parameters through steps to the result", async () => {
    const run = await runProgram(
      {
        steps: {
          load: {
            body: "return { rows: Array.from({ length: input.n }, (_, i) => i) };",
            calls: [
              { key: "load", reads: { n: 0 }, input: "{ n: n() }", ports: { count: ["value", "$.out().rows.length"] } },
            ],
          },
          sum: {
            body: "return input.rows.reduce((a, b) => a + b, input.base);",
            calls: [{ key: "sum", reads: { a: 0, b: 0 }, input: "{ rows: a().rows, base: b() }" }],
          },
        },
        params: ["n"],
        scopes: {
          main: {
            inputs: ["n"],
            tasks: [
              pod("load", "load", { reads: { n: input("n") } }),
              pod("sum", "sum", { needs: ["load"], reads: { a: out("load"), b: out("load", 0, "count") } }),
            ],
            output: source(out("sum")),
          },
        },
      },
      { params: { n: 4 } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: 10 });
    expect(run.story).toEqual(["started load", "finished load", "started sum", "finished sum"]);
  });

  test("survive whatever text they hold", async () => {
    const hostile = ["{{x}}", "$(HOME) $$", '"\\\n\u0000', "😀\ud800", "", { $argosy: "error" }];
    const run = await runProgram(
      {
        steps: { same: same("a", "b") },
        params: ["x"],
        scopes: {
          main: {
            inputs: ["x"],
            tasks: [
              pod("a", "same", { reads: { x: input("x") } }),
              pod("b", "same", { needs: ["a"], reads: { x: out("a") } }),
            ],
            output: source(out("b")),
          },
        },
      },
      { params: { x: hostile } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: hostile });
  });

  test.each(["hello", '"quoted"', "5", '{"$argosy":"undefined"}', ""])(
    "the string parameter %j stays that string",
    async (text) => {
      const run = await runProgram(
        {
          steps: {
            same: {
              body: "return input.x;",
              calls: [{ key: "a", reads: { x: 0 }, lenient: ["x"], input: "{ x: x() }" }],
            },
          },
          params: ["x"],
          scopes: {
            main: { inputs: ["x"], tasks: [pod("a", "same", { reads: { x: input("x") } })], output: source(out("a")) },
          },
        },
        { params: { x: text } },
      );
      expect(run.outcome).toMatchObject({ status: "succeeded", result: text });
    },
  );

  test("a result of undefined is null", async () => {
    const run = await runProgram({ steps: {}, scopes: { main: { tasks: [], output: source(lit(UNDEFINED_WIRE)) } } });
    expect(run.outcome).toMatchObject({ status: "succeeded", result: null });
  });

  test("that are large go through the store, also as the result and as lists", async () => {
    const large = "x".repeat(50_000);
    const run = await runProgram(
      {
        steps: {
          same: {
            body: "return input.x;",
            calls: [
              { key: "a", reads: { x: 0 }, input: "{ x: x() }" },
              { key: "each", reads: { item: 0 }, input: "{ x: item()[1] }", inFanout: true },
            ],
          },
        },
        params: ["x"],
        scopes: {
          main: {
            inputs: ["x"],
            tasks: [
              pod("a", "same", { reads: { x: input("x") } }),
              fanout("all", { kind: "constant", items: [JSON.stringify([0, large]), "[1,2]"] }, "body", {
                needs: ["a"],
              }),
            ],
            output: source(out("all", 1)),
          },
          body: {
            inputs: ["item"],
            tasks: [pod("each", "same", { reads: { item: input("item") } })],
            output: source(out("each")),
          },
        },
      },
      { params: { x: large } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: [large, 2] });
    const { records } = readRun(join(run.workDir, ".argosy"), run.outcome.run);
    expect(records.find(({ path }) => path === "a")?.ports?.["out"]).toContain("spill");
  });
});

describe("conditions", () => {
  const branches = (value: number): Promise<Awaited<ReturnType<typeof runProgram>>> =>
    runProgram(
      {
        steps: {
          test: {
            body: "return input.x;",
            calls: [{ key: "test", reads: { x: 0 }, input: "{ x: x() }", ports: { big: ["guard", "$.out() > 10"] } }],
          },
          same: same("yes", "no", "deep"),
          last: {
            body: "return input;",
            calls: [
              {
                key: "last",
                reads: { a: 0, b: 0, c: 0 },
                input: "{ a: a() ?? 'skipped', b: b() ?? 'skipped', c: c() ?? 'skipped' }",
              },
            ],
          },
        },
        params: ["x"],
        scopes: {
          main: {
            inputs: ["x"],
            tasks: [
              pod("test", "test", { reads: { x: input("x") } }),
              pod("yes", "same", { needs: ["test"], guards: [guard("test", "big")], reads: { x: lit('"yes"') } }),
              pod("no", "same", { needs: ["test"], guards: [guard("test", "big", false)], reads: { x: lit('"no"') } }),
              pod("deep", "same", { needs: ["no"], guards: [guard("test", "big", false)], reads: { x: out("no") } }),
              pod("last", "last", { needs: ["yes", "deep"], reads: { a: out("yes"), b: out("no"), c: out("deep") } }),
            ],
            output: source(out("last")),
          },
        },
      },
      { params: { x: value } },
    );

  test("choose, and what was skipped is undefined to whoever reads it", async () => {
    const yes = await branches(11);
    expect(yes.outcome).toMatchObject({ result: { a: "yes", b: "skipped", c: "skipped" } });
    expect(yes.story).toContain("skipped no");
    expect(yes.story).toContain("skipped deep");
    expect((await branches(10)).outcome).toMatchObject({ result: { a: "skipped", b: "no", c: "no" } });
  });

  test.each([
    [{ kind: "truthy", param: "p" }, true, true],
    [{ kind: "truthy", param: "p" }, false, false],
    [{ kind: "compare", param: "p", op: "<", value: 3 }, 2, true],
    [{ kind: "compare", param: "p", op: "<", value: 3 }, 3, false],
    [{ kind: "compare", param: "p", op: ">=", value: 3 }, 3, true],
    [{ kind: "compare", param: "p", op: "===", value: "a" }, "a", true],
    [{ kind: "compare", param: "p", op: "!==", value: "a" }, "a", false],
  ] as const)("%j of %j on a parameter", async (native, value, expected) => {
    const native1 = { ref: input("p"), is: true, native };
    const run = await runProgram(
      {
        steps: { same: same("then") },
        params: ["p"],
        scopes: {
          main: {
            inputs: ["p"],
            tasks: [pod("then", "same", { guards: [native1], reads: { x: lit("true") } })],
            output: { kind: "choice", guard: native1, then: source(out("then")), else: source(lit("false")) },
          },
        },
      },
      { params: { p: value } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: expected });
  });

  test("an error in one fails the run where the program would have thrown, and only there", async () => {
    const text = (raised: boolean): ProgramText => ({
      steps: {
        test: {
          body: "return null;",
          calls: [{ key: "test", ports: { g: ["guard", "$.out().x"], no: ["guard", "false"] } }],
        },
        same: same("then"),
      },
      scopes: {
        main: {
          tasks: [
            pod("test", "test"),
            pod("then", "same", { needs: ["test"], guards: [guard("test", "g")], reads: { x: lit("1") } }),
          ],
          raises: [{ ref: out("test", 0, "g"), guards: raised ? [] : [guard("test", "no")], span: SPAN }],
        },
      },
    });
    const raised = await runProgram(await writeProgram(text(true)));
    expect(raised.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "program", name: "TypeError", at: "main.ts:9:9" },
    });
    expect(raised.story).toContain("skipped then");
    expect((await runProgram(text(false))).outcome).toMatchObject({ status: "succeeded" });
  });
});

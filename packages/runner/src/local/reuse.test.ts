import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StepOptionsIr } from "@argosy/sdk/ir";
import {
  fanout,
  input,
  lit,
  loop,
  out,
  pod,
  runProgram,
  source,
  writeProgram,
  type LocalRun,
  type Program,
  type ProgramText,
} from "../fixtures/programs.ts";
import { readRun } from "./records/past-runs.ts";

/** Three steps in a row: each tells that it ran, and adds a letter. */
async function chain(
  edits: {
    readonly bodies?: { readonly [step: string]: string };
    readonly options?: { readonly [step: string]: StepOptionsIr };
    readonly calls?: { readonly [step: string]: string };
  } = {},
): Promise<Program> {
  const names = ["a", "b", "c"];
  const { program, bundles } = await writeProgram({
    params: ["x"],
    steps: Object.fromEntries(
      names.map((name) => [
        name,
        {
          body: edits.bodies?.[name] ?? `return input.x + "${name}";`,
          options: edits.options?.[name] ?? {},
          calls: [{ key: name, reads: { x: 0 }, input: edits.calls?.[name] ?? "{ x: x() }" }],
        },
      ]),
    ),
    scopes: {
      main: {
        inputs: ["x"],
        tasks: names.map((name, index) => {
          const before = names[index - 1];
          return pod(name, name, {
            needs: before === undefined ? [] : [before],
            reads: { x: before === undefined ? input("x") : out(before) },
          });
        }),
        output: source(out("c")),
      },
    },
  });
  // As the compiler does: the digest is of the step alone, not of the code around its calls.
  const digestOf = (step: string): string =>
    JSON.stringify([edits.bodies?.[step] ?? step, edits.options?.[step]?.env ?? null]);
  return { program, bundles: bundles.map((bundle) => ({ ...bundle, digest: digestOf(bundle.step) })) };
}

/** The steps that ran, and those that were taken. */
function ran({ events }: LocalRun): readonly [ran: string, reused: string] {
  const paths = (kind: "task-finished" | "task-reused"): string =>
    events
      .flatMap((event) => (event.kind === kind ? [event.task.path] : []))
      .sort()
      .join(" ");
  return [paths("task-finished"), paths("task-reused")];
}

const params = { x: "-" };

describe("the cache", () => {
  test("answers a second run, without a process", async () => {
    const program = await chain();
    const first = await runProgram(program, { params });
    expect(ran(first)).toEqual(["a b c", ""]);
    const second = await runProgram(program, { params, workDir: first.workDir });
    expect(second.outcome).toMatchObject({ status: "succeeded", result: "-abc" });
    expect(ran(second)).toEqual(["", "a b c"]);
    expect(second.events.some(({ kind }) => kind === "task-started")).toBe(false);
    expect(second.events.find(({ kind }) => kind === "task-reused")).toMatchObject({ from: first.outcome.run });
  });

  test.each<[string, Parameters<typeof chain>[0], readonly [string, string]]>([
    ["its code", { bodies: { b: 'return input.x + "B";' } }, ["b c", "a"]],
    ["its code, where the result stays", { bodies: { b: "return `${input.x}b`;" } }, ["b", "a c"]],
    ["an option that matters", { options: { b: { env: { MODE: "x" } } } }, ["b", "a c"]],
    ["an option that does not", { options: { b: { cpu: { request: "10m" }, timeoutSeconds: 60 } } }, ["", "a b c"]],
    ["the version of its cache", { options: { b: { cache: { version: "2" } } } }, ["b", "a c"]],
    ["the code around its call, where its input stays", { calls: { b: "{ x: `${x()}` }" } }, ["", "a b c"]],
    ["the code around its call", { calls: { b: "{ x: x() + '!' }" } }, ["b c", "a"]],
    ["being told not to", { options: { b: { cache: false } } }, ["b", "a c"]],
    ["becoming an effect", { options: { b: { effect: true } } }, ["b", "a c"]],
    ["a result that is too old", { options: { b: { cache: { maxAgeSeconds: 0 } } } }, ["b", "a c"]],
  ])("runs a step again for %s", async (_what, edits, expected) => {
    const { workDir } = await runProgram(await chain(), { params });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await runProgram(await chain(edits), { params, workDir });
    expect(second.outcome.status).toBe("succeeded");
    expect(ran(second)).toEqual(expected);
  });

  test("is not asked when told so, and other inputs are others", async () => {
    const program = await chain();
    const { workDir } = await runProgram(program, { params });
    expect(ran(await runProgram(program, { params, workDir, cache: false }))).toEqual(["a b c", ""]);
    expect(ran(await runProgram(program, { params: { x: "+" }, workDir }))).toEqual(["a b c", ""]);
  });

  test("gives as many results as a step gave, and none in the run that made them", async () => {
    const draws = (count: number): ProgramText => ({
      steps: { draw: { body: "return Math.random();", calls: [{ key: "draw" }] } },
      scopes: {
        main: {
          tasks: [
            fanout("all", { kind: "constant", items: Array.from({ length: count }, (_, at) => `[${at},0]`) }, "body"),
          ],
          output: source(out("all", 1)),
        },
        body: { inputs: ["item"], tasks: [pod("draw", "draw")], output: source(out("draw")) },
      },
    });
    const first = await runProgram(draws(3));
    const second = await runProgram(draws(4), { workDir: first.workDir });
    const [before, after] = [first, second].map(
      ({ outcome }) => (outcome.status === "succeeded" ? outcome.result : []) as number[],
    );
    expect(new Set(before).size).toBe(3);
    expect(new Set(after).size).toBe(4);
    expect(after!.filter((value) => before!.includes(value))).toHaveLength(3);
  });

  test("does not answer with a file that is gone", async () => {
    const text: ProgramText = {
      steps: { save: { body: "return ctx.save('x.txt', 'text');", calls: [{ key: "save" }] } },
      scopes: { main: { tasks: [pod("save", "save")], output: source(out("save")) } },
    };
    const program = await writeProgram(text);
    const first = await runProgram(program);
    expect(ran(await runProgram(program, { workDir: first.workDir }))).toEqual(["", "save"]);
    const { uri } = (first.outcome as unknown as { result: { uri: string } }).result;
    rmSync(fileURLToPath(uri));
    expect(ran(await runProgram(program, { workDir: first.workDir }))).toEqual(["save", ""]);
    expect(readFileSync(fileURLToPath(uri), "utf8")).toBe("text");
  });

  test("keeps what a step makes of its item's index to that run", async () => {
    const each = (items: readonly string[]): ProgramText => ({
      steps: { tell: { body: "return ctx.run.item;", calls: [{ key: "tell" }] } },
      scopes: {
        main: { tasks: [fanout("all", { kind: "constant", items }, "body")], output: source(out("all", 1)) },
        body: { inputs: ["item"], tasks: [pod("tell", "tell")], output: source(out("tell")) },
      },
    });
    const first = await runProgram(each(["[0,0]"]));
    const second = await runProgram(each(["[0,0]", "[1,0]"]), { workDir: first.workDir });
    expect(second.outcome).toMatchObject({ result: ["0", "1"] });
    expect(ran(second)).toEqual(["all[0]/tell all[1]/tell", ""]);
    const third = await runProgram(each(["[0,0]", "[1,0]"]), { workDir: first.workDir, resumes: second.outcome.run });
    expect(third.outcome).toMatchObject({ result: ["0", "1"] });
    expect(ran(third)).toEqual(["", "all[0]/tell all[1]/tell"]);
  });
});

describe("resuming", () => {
  const failing = { bodies: { b: "throw new Error('not yet');" } };

  test("runs what had not ended, and nothing else, also of steps that no cache keeps", async () => {
    const options = { a: { cache: false }, b: { cache: false } };
    const first = await runProgram(await chain({ ...failing, options }), { params });
    expect(first.outcome.status).toBe("failed");
    const second = await runProgram(await chain({ options }), {
      params,
      workDir: first.workDir,
      resumes: first.outcome.run,
    });
    expect(second.outcome).toMatchObject({ status: "succeeded", result: "-abc" });
    expect(ran(second)).toEqual(["b c", "a"]);
    expect(readRun(join(first.workDir, ".argosy"), second.outcome.run).facts).toMatchObject({
      resumes: first.outcome.run,
    });
  });

  test("runs an effect again only when something before it ran again", async () => {
    const options = { c: { effect: true } };
    const first = await runProgram(await chain({ options }), { params });
    const again = (edits: Parameters<typeof chain>[0], fromStep?: string): Promise<LocalRun> =>
      chain({ options, ...edits }).then((program) =>
        runProgram(program, {
          params,
          workDir: first.workDir,
          resumes: first.outcome.run,
          ...(fromStep === undefined ? {} : { fromStep }),
        }),
      );
    expect(ran(await again({}))).toEqual(["", "a b c"]);
    expect(ran(await again({ bodies: { a: "return `${input.x}a`;" } }))).toEqual(["a c", "b"]);
    expect(ran(await again({}, "b"))).toEqual(["b c", "a"]);
  });

  test("goes on with the items and rounds that had ended", async () => {
    const text = (bad: string): ProgramText => ({
      steps: {
        each: {
          body: `if (input.x === ${bad}) throw new Error("bad"); return input.x * 10;`,
          calls: [{ key: "each", reads: { item: 0 }, input: "{ x: item()[1] }" }],
        },
        add: {
          body: `if (input.x === ${bad}) throw new Error("bad"); return input.s + input.x;`,
          calls: [{ key: "add", reads: { item: 0, state: 0 }, input: "{ x: item()[1], s: state() }" }],
        },
      },
      scopes: {
        main: {
          tasks: [
            fanout("all", { kind: "constant", items: ["[0,1]", "[1,2]", "[2,3]"] }, "body"),
            loop("sum", "round", lit("0"), { over: { kind: "constant", items: ["[0,1]", "[1,2]", "[2,3]"] } }),
          ],
          output: source(out("sum")),
        },
        body: {
          inputs: ["item"],
          tasks: [pod("each", "each", { reads: { item: input("item") } })],
          output: source(out("each")),
        },
        round: {
          inputs: ["item", "state"],
          tasks: [pod("add", "add", { reads: { item: input("item"), state: input("state") } })],
          output: source(out("add")),
        },
      },
    });
    const write = async (bad: string): Promise<Program> => {
      const { program, bundles } = await writeProgram(text(bad));
      return { program, bundles: bundles.map((bundle) => ({ ...bundle, digest: bundle.step })) };
    };
    const first = await runProgram(await write("2"));
    expect(first.outcome.status).toBe("failed");
    const second = await runProgram(await write("undefined"), {
      workDir: first.workDir,
      resumes: first.outcome.run,
      cache: false,
    });
    expect(second.outcome).toMatchObject({ status: "succeeded", result: 6 });
    expect(ran(second)).toEqual(["all[1]/each sum[1]/add sum[2]/add", "all[0]/each all[2]/each sum[0]/add"]);
  });

  test("gives a step its checkpoint, unless its code has changed", async () => {
    const body = (more: string): string =>
      `const before = await ctx.checkpoint.load(); if (before !== undefined) return before; await ctx.checkpoint.save("half"); ${more}`;
    const write = async (digest: string, more: string): Promise<Program> => {
      const { program, bundles } = await writeProgram({
        steps: { long: { body: body(more), calls: [{ key: "long" }] } },
        scopes: { main: { tasks: [pod("long", "long")], output: source(out("long")) } },
      });
      return { program, bundles: bundles.map((bundle) => ({ ...bundle, digest })) };
    };
    const first = await runProgram(await write("1", "throw new Error('died');"));
    const { workDir } = first;
    const resumes = first.outcome.run;
    const changed = await runProgram(await write("2", "return 'whole';"), { workDir, resumes, cache: false });
    expect(changed.outcome).toMatchObject({ result: "whole" });
    const same = await runProgram(await write("1", "return 'whole';"), { workDir, resumes, cache: false });
    expect(same.outcome).toMatchObject({ result: "half" });
  });

  test("of a run that is not there says which there are", async () => {
    const first = await runProgram(await chain(), { params });
    const second = runProgram(await chain(), { params, workDir: first.workDir, resumes: "nothing" });
    await expect(second).rejects.toThrow(`there is no run nothing; the latest is ${first.outcome.run}`);
  });
});

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { approve, container, type Json, NonRetriableError, pipeline, sleep, step } from "../index.ts";

const double = step({ name: "double" }, ({ n }: { n: number }) => n * 2);
const add = step({ name: "add" }, async ({ a, b }: { a: number; b: number }) => a + b);
const give = step({}, ({ value }: { value: unknown }) => value as Json);

describe("a call of a step", () => {
  test("awaits promises among its inputs", async () => {
    expect(await add({ a: double({ n: 1 }), b: Promise.resolve(3) })).toBe(5);
  });

  test("checks what schemas say, on both sides, and hands on what they make of it", async () => {
    const sum = step(
      {
        name: "sum",
        input: z.object({ numbers: z.array(z.number()), by: z.number().default(2) }),
        output: z.object({ sum: z.number().max(10), seen: z.array(z.string()) }),
      },
      (input) => ({ sum: input.numbers.length * input.by, seen: Object.keys(input), more: 1 }),
    );
    const given = { numbers: [1], unknown: true };
    expect(await sum(given)).toStrictEqual({ sum: 2, seen: ["numbers", "by"] });
    await expect(sum({ numbers: [1, "2" as never] })).rejects.toMatchObject({
      name: "TypeMismatchError",
      step: "sum",
      message:
        "the input of `sum` does not have the type it is declared with: `numbers[1]`: Invalid input: expected number, received string",
    });
    await expect(sum({ numbers: [1, 2], by: 9 })).rejects.toMatchObject({
      name: "TypeMismatchError",
      message:
        "the result of `sum` does not have the type it is declared with: `sum`: Too big: expected number to be <=10",
    });
  });

  test("needs no input when its function takes none", async () => {
    const now = step({}, () => "noon");
    expect(await now()).toBe("noon");
  });

  test("copies what goes in and what comes out", async () => {
    const kept: { list: number[] }[] = [];
    const keep = step({}, ({ value }: { value: { list: number[] } }) => {
      kept.push(value);
      value.list.push(9);
      return value;
    });
    const given = { list: [1] };
    const result = await keep({ value: given });
    expect(given).toEqual({ list: [1] });
    expect(result).toEqual({ list: [1, 9] });
    kept[0]!.list.push(10);
    expect(result).toEqual({ list: [1, 9] });
  });

  test("gives what JSON makes of the result", async () => {
    expect(await give({ value: undefined })).toBe(null);
    expect(await give({ value: { a: undefined, z: -0 } })).toStrictEqual({ z: 0 });
  });

  test("refuses what JSON cannot hold, on both sides", async () => {
    await expect(give({ value: [{ when: new Date(0) }] })).rejects.toThrow(
      "input.value[0].when is a Date, which JSON cannot hold; write value.toISOString()",
    );
    const clock = step({ name: "clock" }, () => ({ runs: [{}, { when: new Date(0) }] }) as unknown as Json);
    await expect(clock()).rejects.toMatchObject({
      name: "NotJsonError",
      step: "clock",
      message: "result.runs[1].when is a Date, which JSON cannot hold; write value.toISOString()",
    });
  });

  test("rejects with the first input that failed, and does not start", async () => {
    let started = false;
    const late = step({}, ({ x }: { x: number }) => {
      started = x !== 0;
    });
    const fail = step({ name: "fail" }, (): number => {
      throw new RangeError("no rows");
    });
    await expect(late({ x: fail() })).rejects.toMatchObject({ name: "RangeError", step: "fail" });
    expect(started).toBe(false);
  });
});

describe("a step's error", () => {
  class Diverged extends Error {
    override name = "Diverged";
    readonly epoch = 3;
  }
  const fails = step({ name: "train" }, ({ with: thrown }: { with: string }): number => {
    if (thrown === "type") throw new TypeError("bad", { cause: new Error("why") });
    if (thrown === "final") throw new NonRetriableError("give up");
    if (thrown === "text") throw "text"; // oxlint-disable-line typescript/only-throw-error -- is what is tested
    throw new Diverged("loss is NaN");
  });

  test("has name, message, step and cause, and its class when that is built in", async () => {
    const error = await fails({ with: "type" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "TypeError", message: "bad", step: "train", cause: { message: "why" } });
    await expect(fails({ with: "final" })).rejects.toBeInstanceOf(NonRetriableError);
  });

  test("loses a class of the author's, but not its name", async () => {
    const error = await fails({ with: "own" }).catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(Diverged);
    expect(error).toMatchObject({ name: "Diverged", message: "loss is NaN", step: "train" });
    expect(error).not.toHaveProperty("epoch");
  });

  test("becomes an error when something else was thrown", async () => {
    await expect(fails({ with: "text" })).rejects.toMatchObject({ name: "Error", message: "text", step: "train" });
  });

  test("keeps the stack of the line that threw", async () => {
    const error = (await fails({ with: "type" }).catch((caught: unknown) => caught)) as Error;
    expect(error.stack).toMatch(/call\.test\.ts/);
  });

  test("is { name, message, step } in a pipeline's result and in allSettled", async () => {
    const settled = pipeline({}, async () => {
      const [one, two] = await Promise.allSettled([fails({ with: "own" }), double({ n: 1 })]);
      return { one, two, caught: await fails({ with: "type" }).catch((error: unknown) => error) };
    });
    expect(await settled()).toStrictEqual({
      one: { status: "rejected", reason: { name: "Diverged", message: "loss is NaN", step: "train" } },
      two: { status: "fulfilled", value: 2 },
      caught: { name: "TypeError", message: "bad", step: "train" },
    });
  });
});

describe("a pipeline", () => {
  test("checks what the schema of its parameters says, and gets what that makes of them", async () => {
    const params = z.object({ rows: z.number().min(1), lr: z.number().default(0.1) });
    const churn = pipeline({ params }, async (given) => given);
    const given = { rows: 2, more: "left out" };
    expect(await churn(given)).toStrictEqual({ rows: 2, lr: 0.1 });
    await expect(churn({ rows: 0 })).rejects.toMatchObject({
      name: "TypeMismatchError",
      message:
        "the input of the pipeline does not have the type it is declared with: `rows`: Too small: expected number to be >=1",
    });
  });

  test("runs as the JavaScript it is, defaults included, and gives JSON", async () => {
    const twice = pipeline({ name: "twice" }, async ({ xs, by = 2 }: { xs: number[]; by?: number }) => {
      const results = await Promise.all(xs.map((n) => double({ n: n * by })));
      if (results.length === 0) return undefined;
      return { results, none: undefined };
    });
    expect(await twice({ xs: [1, 2] })).toStrictEqual({ results: [4, 8] });
    expect(await twice({ xs: [1], by: 10 })).toStrictEqual({ results: [20] });
    expect(await twice({ xs: [] })).toBe(null);
  });

  test("may call another, which takes promises too", async () => {
    const inner = pipeline({}, async ({ n }: { n: number }) => double({ n }));
    const outer = pipeline({}, async () => inner({ n: double({ n: 1 }) }));
    expect(await outer()).toBe(4);
  });

  test("gives all its steps one run", async () => {
    const runId = step({}, (_: {}, ctx) => ctx.run.id);
    const ids = pipeline({}, async () => [await runId(), await runId()]);
    const [first, second] = await ids();
    expect(first).toBe(second);
    expect((await ids())[0]).not.toBe(first);
  });
});

describe("a step cannot start", () => {
  test("another step or a pipeline", async () => {
    const inner = pipeline({}, async () => 1);
    const nested = step({ name: "outer" }, async ({ what }: { what: string }) =>
      what === "step" ? double({ n: 1 }) : inner(),
    );
    await expect(nested({ what: "step" })).rejects.toThrow(
      "step double was called inside step outer, and a step cannot start another; share a plain function between them",
    );
    await expect(nested({ what: "pipeline" })).rejects.toThrow("a pipeline was called inside step outer");
  });

  test("a container in plain Node", async () => {
    const evaluate = container<{ lr: number }, number>({
      name: "evaluate",
      image: "a/b:1",
      command: ["evaluate"],
      args: ({ lr }) => [`${lr}`],
    });
    await expect(evaluate({ lr: 1 })).rejects.toThrow(
      "step evaluate is a container step, and a call in plain Node runs TypeScript steps only",
    );
  });
});

test("the rejection of a promise that a path leaves behind is nobody's", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  const fails = step({}, async (_input: { n: number }): Promise<number> => Promise.reject(new Error("left behind")));
  const early = pipeline({}, async ({ n }: { n: number }) => {
    const left = fails({ n });
    return n > 0 ? "early" : left;
  });
  process.on("unhandledRejection", note);
  expect(await early({ n: 1 })).toBe("early");
  await setTimeout(0);
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
  await expect(early({ n: 0 })).rejects.toThrow("left behind");
});

test("a step's directory is gone when it has ended, and a failed one's too", async () => {
  const paths: string[] = [];
  const scratch = step({}, ({ fail }: { fail: boolean }, { tmp }) => {
    writeFileSync(join(tmp, "x"), "");
    paths.push(tmp);
    if (fail) throw new Error("no");
  });
  await scratch({ fail: false });
  await scratch({ fail: true }).catch(() => undefined);
  expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
});

test("sleep waits, and approve has nobody to ask", async () => {
  const before = performance.now();
  await Promise.race([sleep("1s"), setTimeout(5000)]);
  expect(performance.now() - before).toBeGreaterThan(900);
  await expect(sleep("10" as never)).rejects.toThrow('"10" has no unit; write "10s" for seconds');
  await expect(approve({ message: "Deploy?" })).rejects.toThrow('nobody can be asked "Deploy?" without a terminal');
});

describe("in a process of its own", () => {
  const SDK = pathToFileURL(join(import.meta.dirname, "../index.ts")).href;
  const program = `
    import { pipeline, step } from ${JSON.stringify(SDK)};
    const save = step({ name: "save" }, async (_, ctx) => {
      ctx.log("saving", 1);
      ctx.metric("rows", 3);
      return ctx.save("a.csv", "x");
    });
    console.log(JSON.stringify(await pipeline({}, async () => save())()));`;

  async function run(env: { readonly [name: string]: string }) {
    const cwd = mkdtempSync(join(tmpdir(), "argosy-plain-"));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      cwd,
      env: { ...process.env, ...env },
    });
    return { cwd, result: JSON.parse(stdout) as { uri: string }, stderr };
  }

  test("files go to .argosy/store and log lines to stderr", async () => {
    const { cwd, result, stderr } = await run({ ARGOSY_STORE: "" });
    expect(result.uri).toContain(pathToFileURL(join(cwd, ".argosy/store/sha256/")).href);
    expect(stderr).toBe("[save] saving 1\n[save] rows = 3\n");
  });

  test("ARGOSY_STORE says where else", async () => {
    const store = mkdtempSync(join(tmpdir(), "argosy-store-"));
    const { cwd, result } = await run({ ARGOSY_STORE: pathToFileURL(store).href });
    expect(result.uri).toContain(pathToFileURL(store).href);
    expect(existsSync(join(cwd, ".argosy"))).toBe(false);
    await expect(run({ ARGOSY_STORE: "s3://bucket/x" })).rejects.toThrow(
      "steps called in plain Node use a store in a directory, and ARGOSY_STORE is s3://bucket/x; set it to file:///… or unset it",
    );
  });
});

describe("a pipeline that is called in another one", () => {
  test("takes and gives what JSON makes of values, and its errors make the trip of a step's", async () => {
    class Refused extends Error {
      readonly code = 7;
    }
    const inner = pipeline({}, async ({ n }: { n?: number }) => {
      if (n === 3) throw new Refused("three");
      return { n: await double({ n: n ?? 0 }), gone: undefined };
    });
    const outer = pipeline({}, async ({ n }: { n: number }) => {
      const found = await inner({ n: double({ n }) });
      const seen = await inner({ n: 3 }).catch((error: unknown) => error);
      return { found, wasRefused: seen instanceof Refused, seen: Object.entries(seen as object) };
    });
    expect(await outer({ n: 1 })).toStrictEqual({ found: { n: 4 }, wasRefused: false, seen: [] });
  });

  test("may call itself as deep as it says, each call for itself", async () => {
    const tree = pipeline({ maxDepth: 3 }, async ({ depth }: { depth: number }): Promise<number> => {
      if (depth <= 1) return 1;
      const [a, b] = await Promise.all([tree({ depth: depth - 1 }), tree({ depth: depth - 1 })]);
      return a + b;
    });
    expect(await tree({ depth: 3 })).toBe(4);
    await expect(tree({ depth: 4 })).rejects.toMatchObject({
      name: "RecursionLimitError",
      message: "the pipeline called itself more than 3 deep, which is its maxDepth",
    });
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FanoutTask, LoweredProgram, ValueRef } from "@argosy/sdk/ir";
import { decodeWire, DirectoryStore } from "@argosy/sdk/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argumentsOf } from "./arguments.ts";
import { program } from "./run.fixture.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "argosy-arguments-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function input(name: string): ValueRef {
  return { kind: "input", name, lists: 0 };
}

/** A fan-out over `rows`, and in its body one over the captured `columns`. */
function overParameters(): LoweredProgram {
  const [main, body] = [program.scopes["main"]!, program.scopes["body"]!];
  const each = main.tasks.find((task): task is FanoutTask => task.kind === "fanout")!;
  const outer: FanoutTask = {
    ...each,
    over: { kind: "array", ref: input("rows") },
    captures: { c1: input("columns") },
  };
  const inner: FanoutTask = {
    ...each,
    id: "inner",
    body: "leaf",
    over: { kind: "array", ref: input("c1") },
    captures: {},
  };
  return {
    ...program,
    scopes: {
      main: { ...main, tasks: [outer] },
      body: { ...body, tasks: [inner] },
      leaf: { ...body, id: "leaf", tasks: [] },
    },
  };
}

describe("the parameters of a run", () => {
  it("are wire texts, and absent where they are not given", async () => {
    expect(await argumentsOf(program, { name: "a{{b", rows: 3, left: undefined }, undefined)).toEqual([
      { name: "name", value: String.raw`"a\u007b{b"` },
      { name: "rows", value: "3" },
    ]);
  });

  it("go by way of the store when they are large", async () => {
    const value = { text: "x".repeat(40_000) };
    const [argument] = await argumentsOf(program, { value }, pathToFileURL(folder).href);
    expect(argument?.value?.length).toBeLessThan(500);
    const wire = decodeWire(JSON.parse(argument?.value ?? ""));
    if (wire.kind !== "spill") throw new Error("it did not spill");
    const stored = await new DirectoryStore(folder).read(wire.spill.uri, wire.spill.sha256);
    expect(JSON.parse(Buffer.from(stored).toString("utf8"))).toEqual(value);
  });

  it("stay where Argo counts their elements, also deep inside", async () => {
    const [rows, columns] = [Array(10_000).fill(7), Array(10_000).fill(8)];
    const texts = await argumentsOf(
      overParameters(),
      { rows, columns: [...columns, ...columns] },
      pathToFileURL(folder).href,
    );
    expect(texts.map(({ value }) => value?.length)).toEqual([20_001, 40_001]);
  });

  it("are refused when they are too large for either", async () => {
    const large = "x".repeat(100_000);
    await expect(argumentsOf(program, { large }, undefined)).rejects.toMatchObject({
      code: "AR6012",
      message: "the parameter `large` has 98 KiB, and Argo hands at most 96 KiB to a pod",
      hint: expect.stringContaining("--store"),
    });
    await expect(argumentsOf(overParameters(), { rows: [large] }, pathToFileURL(folder).href)).rejects.toMatchObject({
      code: "AR6012",
      hint: expect.stringContaining("let a step read the list"),
    });
  });

  it("say so when the store does not take them", async () => {
    const store = "s3://bucket/prefix?endpoint=http://127.0.0.1:1&region=us-east-1";
    await expect(argumentsOf(program, { large: "x".repeat(40_000) }, store)).rejects.toMatchObject({ code: "AR6026" });
  });
});

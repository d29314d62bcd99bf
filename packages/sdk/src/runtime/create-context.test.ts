import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createContext, type ContextParts, type StepEvent } from "./create-context.ts";
import { DirectoryStore } from "./directory-store.ts";
import { toJson } from "./json.ts";

let directory: string;
let store: DirectoryStore;
let events: StepEvent[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "argosy-context-"));
  store = new DirectoryStore(join(directory, "store"));
  events = [];
});

function context(parts: Partial<ContextParts> = {}) {
  return createContext({
    store,
    run: { id: "run-1", step: "train" },
    attempt: 0,
    signal: new AbortController().signal,
    tmp: directory,
    emit: (event) => events.push(event),
    ...parts,
  });
}

describe("artifacts", () => {
  test("are plain records of what was saved", async () => {
    const artifact = await context().save("train.csv", "a,b\n1,2\n");
    expect(artifact).toEqual({
      uri: expect.stringMatching(/^file:\/\/\/.*\/store\/sha256\//),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: 8,
      mediaType: "text/csv",
      type: "dataset",
      metadata: { name: "train.csv" },
    });
    expect(toJson(artifact, "result")).toEqual(artifact);
    expect(events).toEqual([{ kind: "artifact", artifact }]);
  });

  test("have the type, media type and metadata they are given", async () => {
    const ctx = context();
    expect(await ctx.save("m.bin", "x", "model")).toMatchObject({
      type: "model",
      mediaType: "application/octet-stream",
    });
    const options = { type: "page", mediaType: "text/x-special", metadata: { rows: 3 } } as const;
    expect(await ctx.save("p.html", "x", options)).toMatchObject({
      type: "page",
      mediaType: "text/x-special",
      metadata: { name: "p.html", rows: 3 },
    });
  });

  test("are opened under their own name, any number of times, and read in three ways", async () => {
    const ctx = context();
    const artifact = await ctx.save("sub/rows.json", '{"rows": [1]}');
    const path = await ctx.open(artifact);
    expect(basename(path)).toBe("rows.json");
    expect(readFileSync(path, "utf8")).toBe('{"rows": [1]}');
    expect(await ctx.open(artifact)).toBe(path);
    expect(Buffer.from(await ctx.read(artifact)).toString()).toBe('{"rows": [1]}');
    expect(await ctx.read(artifact, "text")).toBe('{"rows": [1]}');
    expect(await ctx.read(artifact, "json")).toEqual({ rows: [1] });
  });

  test("whose name would leave the directory are opened where they lie", async () => {
    const ctx = context();
    const artifact = await ctx.save("x", "y");
    for (const name of ["..", ".", "", "a/.."]) {
      const path = await ctx.open({ ...artifact, metadata: { name } });
      expect(path.startsWith(store.root)).toBe(true);
    }
  });

  test("are not made of the name of a file", async () => {
    const path = join(directory, "model.bin");
    writeFileSync(path, "weights");
    const ctx = context();
    await expect(ctx.save("model.bin", path)).rejects.toThrow(
      'ctx.save("model.bin", …) got the path of a file, and a string is saved as it is; write { path: … } for the file, or Buffer.from(…) for the text',
    );
    expect(await ctx.save("model.bin", { path })).toMatchObject({ bytes: 7 });
    expect(await ctx.save("path.txt", Buffer.from(path))).toMatchObject({ bytes: path.length });
    expect(await ctx.save("path.txt", "/no/such/file")).toMatchObject({ bytes: 13 });
  });

  test("need a store", async () => {
    const ctx = context({ store: undefined });
    const message = "this run has no store for files; give it one with --store or ARGOSY_STORE";
    await expect(ctx.save("a", "b")).rejects.toMatchObject({ name: "StoreError", message });
    await expect(ctx.checkpoint.load()).rejects.toThrow(message);
  });

  test("carry only metadata that JSON can hold", async () => {
    await expect(context().save("a", "b", { type: "x", metadata: { when: new Date(0) as never } })).rejects.toThrow(
      "metadata.when is a Date",
    );
  });
});

test("a checkpoint is found by the next attempt of the same call, and by no other", async () => {
  const first = context();
  expect(await first.checkpoint.load()).toBeUndefined();
  await first.checkpoint.save({ epoch: 1 });
  await first.checkpoint.save({ epoch: 2 });
  expect(await context({ attempt: 1 }).checkpoint.load()).toEqual({ epoch: 2 });
  expect(await context({ run: { id: "run-1", step: "train", item: "3" } }).checkpoint.load()).toBeUndefined();
  expect(await context({ run: { id: "run-2", step: "train" } }).checkpoint.load()).toBeUndefined();
  expect(await context({ place: "train-2" }).checkpoint.load()).toBeUndefined();
  await expect(first.checkpoint.save({ loss: Number.NaN })).rejects.toThrow("checkpoint.loss is NaN");
});

test("log and metric tell one event each", () => {
  const { log, metric } = context();
  log("epoch %d of", 3, { of: 5 });
  metric("accuracy", 0.5);
  expect(events).toEqual([
    { kind: "log", line: "epoch 3 of { of: 5 }" },
    { kind: "metric", name: "accuracy", value: 0.5 },
  ]);
  expect(() => metric("loss", Number.NaN)).toThrow(
    new TypeError("the metric loss is NaN; a metric is a finite number"),
  );
  expect(() => metric("loss", "1" as never)).toThrow(TypeError);
});

test("the temporary directory is made once, when it is asked for", () => {
  let made = 0;
  const tmp = () => mkdtempSync(join(directory, `tmp${made++}-`));
  const ctx = context({ tmp });
  expect(made).toBe(0);
  expect(existsSync(ctx.tmp)).toBe(true);
  expect(ctx.tmp).toBe(ctx.tmp);
  expect(made).toBe(1);
});

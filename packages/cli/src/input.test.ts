import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Json, ParamIr } from "@argosy/sdk/ir";
import { beforeAll, describe, expect, it } from "vitest";
import type { Host } from "./host.ts";
import { readInput, resolveInput } from "./input.ts";
import type { OptionValues } from "./options.ts";

const artifactSchema = { type: "object", properties: { uri: { type: "string" } } };
const params: readonly ParamIr[] = [
  { name: "rows", schema: { type: "number" }, required: true },
  { name: "name", schema: { type: "string" }, required: false },
  { name: "mode", schema: { anyOf: [{ type: "string" }, { type: "number" }] }, required: false },
  { name: "kind", schema: { enum: ["1", "2"] }, required: false },
  {
    name: "model",
    schema: { type: "object", properties: { tag: { type: "string" } } },
    required: false,
    default: { depth: 1, tag: "x" },
  },
  { name: "lrs", schema: { type: "array", items: { type: "number" } }, required: false, default: [0.1, 0.2] },
  { name: "corpus", schema: artifactSchema, required: true, artifact: "dataset" },
  {
    name: "both",
    schema: { type: "object", properties: { test: { ...artifactSchema, "x-artifact": "dataset" } } },
    required: false,
  },
];

let cwd = "";
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "argosy-input-"));
  await writeFile(join(cwd, "params.json"), '\uFEFF{ "rows": 2, "name": "file" }');
  await writeFile(join(cwd, "list.json"), "[1]");
});

async function input(options: OptionValues, stdin = ""): Promise<{ readonly [name: string]: Json }> {
  const output = { write: () => true };
  const exit = (code: number): never => expect.fail(`left with ${code}`);
  const host: Host = { argv: [], env: {}, cwd, stdin: Readable.from([stdin]), stdout: output, stderr: output, exit };
  return resolveInput(await readInput(options, host), params);
}

async function message(options: OptionValues): Promise<string> {
  return input(options).then(
    (value) => `no error: ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  );
}

describe("input", () => {
  it("merges --input, --input-file and --set in this order", async () => {
    expect(
      await input({
        input: '{"rows":1,"name":"inline","mode":7}',
        "input-file": "params.json",
        set: ["rows=3", "rows=4"],
      }),
    ).toEqual({
      rows: 4,
      name: "file",
      mode: 7,
    });
  });

  it("reads standard input for -", async () => {
    expect(await input({ "input-file": "-" }, '{"rows":9}')).toEqual({ rows: 9 });
  });

  it.each<[string, Json]>([
    ["rows=5", { rows: 5 }],
    ["rows=-1.5e3", { rows: -1500 }],
    ["rows=many", { rows: "many" }],
    ["name=5", { name: "5" }],
    ["name=true", { name: "true" }],
    ["name=null", { name: "null" }],
    ['name="quoted"', { name: "quoted" }],
    ["name=", { name: "" }],
    ["name=a=b", { name: "a=b" }],
    ["mode=5", { mode: 5 }],
    ["kind=1", { kind: "1" }],
    ["other=5", { other: 5 }],
    ["lrs=[1,2]", { lrs: [1, 2] }],
    ["lrs.1=0.5", { lrs: [0.1, 0.5] }],
    ["model.depth=3", { model: { depth: 3, tag: "x" } }],
    ["model.tag=3", { model: { depth: 1, tag: "3" } }],
    ["deep.a.b=1", { deep: { a: { b: 1 } } }],
    ["corpus=2024", { corpus: "2024" }],
    ["both.test=2024", { both: { test: "2024" } }],
    ['corpus={"uri":"file:///x"}', { corpus: { uri: "file:///x" } }],
  ])("--set %s", async (assignment, expected) => {
    expect(await input({ set: [assignment] })).toEqual(expected);
  });

  it("changes nothing but the object for names that JavaScript treats specially", async () => {
    const given = await input({ set: ["__proto__.polluted=1", "model.__proto__=2"] });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(JSON.stringify(given)).toBe('{"__proto__":{"polluted":1},"model":{"depth":1,"tag":"x","__proto__":2}}');
  });

  it.each<[OptionValues, string]>([
    [
      { input: "{rows:1}" },
      "`--input` is not JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    ],
    [{ input: "[]" }, "`--input` must be a JSON object, and it is an array"],
    [{ input: "null" }, "`--input` must be a JSON object, and it is null"],
    [{ "input-file": "absent.json" }, "`--input-file`: cannot read `absent.json`: no such file"],
    [{ "input-file": "." }, "`--input-file`: cannot read `.`: it is a directory"],
    [{ "input-file": "list.json" }, "`list.json` must be a JSON object, and it is an array"],
    [{ set: ["rows"] }, "`--set rows` has no value"],
    [{ set: ["=1"] }, "`--set =1` has an empty name"],
    [{ set: ["a..b=1"] }, "`--set a..b=1` has an empty name"],
    [{ set: ["rows=1", "rows.x=2"] }, "`--set rows.x`: `rows` is a number and has no field `x`"],
    [{ set: ["lrs.2=1"] }, "`--set lrs.2`: `lrs` is an array of 2 and has no element `2`"],
    [{ set: ["lrs.x=1"] }, "`--set lrs.x`: `lrs` is an array of 2 and has no element `x`"],
  ])("refuses %j", async (options, expected) => {
    expect(await message(options)).toBe(expected);
  });
});

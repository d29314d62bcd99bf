import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DirectoryStore, type Store } from "@argosy/sdk/runtime";
import type { Json, JsonSchema, ParamIr } from "@argosy/sdk/ir";
import { describe, expect, test } from "vitest";
import { completeParams } from "./params.ts";
import { openStore } from "./store/open-store.ts";

function param(name: string, schema: JsonSchema, more: Partial<ParamIr> = {}): ParamIr {
  return { name, schema, required: true, ...more };
}

const folder = mkdtempSync(join(tmpdir(), "argosy-params-"));
const directory = (): Store => new DirectoryStore(join(folder, "store"));

async function complete(
  params: readonly ParamIr[],
  given: { readonly [name: string]: Json },
  open: () => Store = directory,
): Promise<unknown> {
  const completed = await completeParams({ params, given, cwd: folder, openStore: open });
  return completed.ok ? completed.params : completed.diagnostics.map(({ code, message }) => `${code} ${message}`);
}

const rows = param("rows", { type: "number" });
const lrs = param("lrs", { type: "array", items: { type: "number" } }, { required: false, default: [0.1, 0.2] });
const note = param("note", { type: "string" }, { required: false });

describe("values", () => {
  test("are completed with defaults; optional ones stay away", async () => {
    expect(await complete([rows, lrs, note], { rows: 1 })).toEqual({ rows: 1, lrs: [0.1, 0.2] });
    expect(await complete([rows, lrs, note], { rows: 1, lrs: [], note: "" })).toEqual({ rows: 1, lrs: [], note: "" });
  });

  test("keep fields that the type does not mention, as TypeScript does", async () => {
    const schema = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };
    expect(await complete([param("x", schema)], { x: { a: 1, b: 2 } })).toEqual({ x: { a: 1, b: 2 } });
  });

  test("leave out the fields that a schema of the author's leaves out", async () => {
    const schema = { type: "object", properties: { a: { type: "number" } }, required: ["a"], "x-drops-others": true };
    expect(await complete([param("x", schema)], { x: { a: 1, b: 2 } })).toEqual({ x: { a: 1 } });
  });

  test("are refused all at once, each with its place", async () => {
    expect(await complete([rows, lrs, note], { row: 1, lrs: [1, "2", null], note: 5 })).toEqual([
      "AR5101 the pipeline has no parameter `row`",
      "AR5102 the parameter `rows` is missing; it must be a number",
      'AR5103 the parameter `lrs[1]` must be a number, and it is the string "2"',
      "AR5103 the parameter `lrs[2]` must be a number, and it is null",
      "AR5103 the parameter `note` must be a string, and it is 5",
    ]);
  });

  test("with a name that is nearly right get a suggestion, others the list", async () => {
    const hints = async (given: { readonly [name: string]: Json }, params = [lrs, note]): Promise<unknown> => {
      const completed = await completeParams({ params, given, cwd: folder, openStore: directory });
      return completed.ok ? [] : completed.diagnostics.map(({ hint }) => hint);
    };
    expect(await hints({ Note: "" })).toEqual(['Did you mean "note"?']);
    expect(await hints({ entirely: "" })).toEqual(["The pipeline has `lrs`, `note`"]);
    expect(await hints({ x: 1 }, [])).toEqual(["The pipeline has no parameters"]);
    expect(await hints({ toString: 1 })).toEqual(["The pipeline has `lrs`, `note`"]);
  });

  const point = {
    type: "object",
    properties: { x: { type: "number" }, "y z": { type: "string" } },
    required: ["x", "y z"],
    additionalProperties: false,
  };
  const shape = {
    anyOf: [
      {
        type: "object",
        properties: { kind: { type: "string", const: "a" }, n: { type: "number" } },
        required: ["kind", "n"],
      },
      { type: "null" },
    ],
  };
  test.each<[JsonSchema, Json, string]>([
    [point, { x: 1 }, '`p["y z"]` is missing; it must be a string'],
    [point, { x: 1, "y z": "", w: 1 }, "`p.w` must not be given, and it is 1"],
    [{ type: "integer" }, 1.5, "`p` must be a whole number, and it is 1.5"],
    [{ type: "boolean" }, "yes", '`p` must be true or false, and it is the string "yes"'],
    [{ type: "string", enum: ["adam", "sgd"] }, "sdg", '`p` must be "adam" or "sgd", and it is the string "sdg"'],
    [{ type: "string", const: "a" }, {}, '`p` must be "a", and it is an object'],
    [
      { anyOf: [{ type: "number" }, { type: "string", enum: ["auto"] }] },
      true,
      '`p` must be a number or "auto", and it is true',
    ],
    [shape, { kind: "a", n: "1" }, '`p.n` must be a number, and it is the string "1"'],
    [
      { type: "array", prefixItems: [{ type: "number" }, { type: "string" }], minItems: 2, items: false },
      [1],
      "`p` must have at least 2 elements, and it is a list of 1 element",
    ],
    [
      { type: "object", additionalProperties: { type: "number" } },
      { a: [] },
      "`p.a` must be a number, and it is a list of 0 elements",
    ],
    [{ type: "string", pattern: "^v\\d+$" }, "x", '`p` must match /^v\\d+$/u, and it is the string "x"'],
    [
      {
        $ref: "#/$defs/Tree",
        $defs: {
          Tree: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/Tree" } } } },
        },
      },
      { children: [{ children: 1 }] },
      "`p.children[0].children` must be a list, and it is 1",
    ],
  ])("%j refuses %j", async (schema, value, message) => {
    expect(await complete([param("p", schema)], { p: value })).toEqual([`AR5103 the parameter ${message}`]);
  });
});

describe("artifacts", () => {
  const artifactSchema = {
    type: "object",
    properties: { uri: { type: "string" }, sha256: { type: "string" }, type: { type: "string", const: "dataset" } },
    required: ["uri", "sha256", "type"],
  };
  const corpus = param("corpus", { ...artifactSchema, "x-artifact": "dataset" }, { artifact: "dataset" });
  writeFileSync(join(folder, "mails.csv"), "a,b\n");

  test("given as a path are saved once, and become records", async () => {
    const first = (await complete([corpus], { corpus: "mails.csv" })) as { corpus: { uri: string } };
    expect(first.corpus).toMatchObject({
      bytes: 4,
      mediaType: "text/csv",
      type: "dataset",
      metadata: { name: "mails.csv" },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(readFileSync(fileURLToPath(first.corpus.uri), "utf8")).toBe("a,b\n");
    expect(await complete([corpus], { corpus: pathToFileURL(join(folder, "mails.csv")).href })).toEqual(first);
    expect(await complete([corpus], { corpus: join(folder, "mails.csv") })).toEqual(first);
    expect(await complete([corpus], first as never)).toEqual(first);
  });

  test("in lists, in objects, as a default and where null is allowed", async () => {
    const nested = param("sets", { type: "object", properties: { all: { type: "array", items: corpus.schema } } });
    const maybe = param("maybe", { anyOf: [corpus.schema, { type: "null" }] });
    const byDefault = { ...corpus, required: false, default: "mails.csv" };
    expect(
      await complete([nested, maybe, byDefault], { sets: { all: ["mails.csv"] }, maybe: "mails.csv" }),
    ).toMatchObject({ sets: { all: [{ bytes: 4 }] }, maybe: { bytes: 4 }, corpus: { bytes: 4 } });
    expect(await complete([maybe], { maybe: null })).toEqual({ maybe: null });
  });

  test("that cannot be had are each an error", async () => {
    mkdirSync(join(folder, "images"), { recursive: true });
    const other = { ...corpus, name: "other" };
    expect(await complete([corpus, other], { corpus: "absent.csv", other: "images" })).toEqual([
      "AR5104 the parameter `corpus` is an artifact, and `absent.csv` cannot be read: there is no such file",
      "AR5105 the parameter `other` is an artifact, and `images` is a directory; an artifact is one file",
    ]);
    expect(await complete([corpus], { corpus: 5 })).toEqual([
      "AR5103 the parameter `corpus` must be an object, and it is 5",
    ]);
    expect(await complete([corpus], { corpus: { uri: "file:///x", sha256: "", type: "model" } })).toEqual([
      'AR5103 the parameter `corpus.type` must be "dataset", and it is the string "model"',
    ]);
    expect(await complete([corpus], {})).toEqual([
      "AR5102 the parameter `corpus` is missing; it must be an artifact (dataset): a file or a URI",
    ]);
  });

  test("that the store does not take say why", async () => {
    writeFileSync(join(folder, "file"), "");
    const messages = await complete([corpus], { corpus: "mails.csv" }, () =>
      openStore(`file://${join(folder, "file")}`, {}),
    );
    expect(messages).toEqual([
      expect.stringMatching(
        /^AR5106 `mails\.csv` for the parameter `corpus` cannot be saved: the store .*file is not a directory$/,
      ),
    ]);
    const keys = await complete([corpus], { corpus: "mails.csv" }, () => openStore("s3://bucket", {}));
    expect(keys).toEqual([expect.stringContaining("needs keys; set AWS_ACCESS_KEY_ID")]);
    const elsewhere = await complete([corpus], { corpus: "s3://bucket/mails.csv" });
    expect(elsewhere).toEqual([expect.stringContaining("s3://bucket/mails.csv does not lie in the store")]);
  });

  test("are not saved while anything else is wrong", async () => {
    const open = (): Store => expect.unreachable("the store was opened");
    expect(await complete([corpus, rows], { corpus: "mails.csv" }, open)).toEqual([
      "AR5102 the parameter `rows` is missing; it must be a number",
    ]);
  });
});

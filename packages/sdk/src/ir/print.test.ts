import { describe, expect, test } from "vitest";
import { parsePipelineIr } from "./parse.ts";
import { printExpr, printPipelineIr } from "./print.ts";
import type { Span } from "./span.ts";
import type { Expr, PipelineIr } from "./types.ts";

const span: Span = { file: "churn.ts", start: 0, end: 1, line: 1, column: 1 };
const rows: Expr = { kind: "param", name: "rows" };
const out = (node: string, port?: string): Expr => ({ kind: "out", node, ...(port === undefined ? {} : { port }) });
const lit = (value?: number | string | boolean): Expr => ({ kind: "lit", ...(value === undefined ? {} : { value }) });

const ir: PipelineIr = {
  version: 1,
  name: "churn",
  module: "churn.ts",
  binding: "churn",
  options: { schedule: "@daily", parallelism: 2 },
  optionSpans: { schedule: span },
  params: [
    { name: "rows", schema: { type: "integer" }, required: true },
    { name: "lrs", schema: { type: "array", items: { type: "number" } }, required: false, default: [0.1, 0.01] },
    { name: "corpus", schema: { type: "object" }, required: true, artifact: "dataset", description: "Mails" },
  ],
  steps: [
    {
      id: "churn.ts#load",
      name: "load",
      module: "churn.ts",
      binding: "load",
      options: { memory: { request: "2Gi", limit: "2Gi" }, cpu: { request: "1" } },
      input: {},
      output: {},
      span,
      optionSpans: {},
    },
    {
      id: "churn.ts#train",
      name: "train",
      module: "churn.ts",
      binding: "trainStep",
      options: {},
      input: {},
      output: {},
      span,
      optionSpans: {},
    },
  ],
  fragments: [
    {
      id: "f1",
      module: "churn.ts",
      params: ["runs"],
      text: "runs.reduce((a, b) =>\n    a.accuracy > b.accuracy ? a : b)",
      span,
      mayThrow: true,
    },
  ],
  body: {
    nodes: [
      {
        kind: "call",
        id: "load-1",
        span,
        after: [],
        step: "churn.ts#load",
        input: { kind: "obj", entries: [{ key: "rows", value: rows }] },
      },
      {
        kind: "map",
        id: "map-1",
        span,
        after: ["load-1"],
        over: { kind: "param", name: "lrs" },
        body: {
          nodes: [
            {
              kind: "call",
              id: "train-1",
              span,
              after: ["load-1"],
              step: "churn.ts#train",
              input: {
                kind: "obj",
                entries: [
                  { key: "data", value: { kind: "get", object: out("load-1"), key: "data" } },
                  { key: "lr", value: { kind: "item", loop: "map-1" } },
                  { key: "seed", value: { kind: "index", loop: "map-1" } },
                ],
              },
            },
          ],
        },
        yields: out("train-1"),
      },
      { kind: "js", id: "best-1", span, after: ["map-1"], fragment: "f1", args: [out("map-1")] },
      {
        kind: "if",
        id: "if-1",
        span,
        after: [],
        cond: { kind: "bin", op: "<", left: { kind: "get", object: out("best-1"), key: "accuracy" }, right: lit(0.9) },
        then: { nodes: [] },
        else: { nodes: [{ kind: "error", id: "error-1", span, after: [] }] },
        merges: [{ port: "deployed", then: lit(false), else: lit(true) }],
      },
    ],
  },
  result: {
    value: { kind: "obj", entries: [{ key: "deployed", value: out("if-1", "deployed") }, { spread: out("best-1") }] },
    after: ["map-1"],
    span,
  },
  span,
} as const satisfies PipelineIr;

test("a pipeline prints one node a line", () => {
  expect(printPipelineIr(ir)).toBe(`pipeline churn {parallelism: 2, schedule: "@daily"}
param rows: {type: "integer"}
param lrs?: {items: {type: "number"}, type: "array"} = [0.1,0.01]
param corpus: dataset
step load = churn.ts#load {cpu: {request: "1"}, memory: {limit: "2Gi", request: "2Gi"}}
step train = churn.ts#trainStep {}
fragment f1(runs) = runs.reduce((a, b) => a.accuracy > b.accuracy ? a : b)  // churn.ts
load-1 = load({rows: rows})
map-1 = map lrs <- load-1
  train-1 = train({data: load-1.data, lr: map-1[], seed: map-1[#]}) <- load-1
yield train-1
best-1 = f1(map-1) <- map-1
if-1 = if best-1.accuracy < 0.9
else
  error-1 = error
merge deployed = false | true
return {deployed: if-1:deployed, ...best-1} <- map-1
`);
});

describe("an expression", () => {
  const a: Expr = { kind: "param", name: "a" };
  const sum: Expr = { kind: "bin", op: "+", left: a, right: lit(1) };
  test.each<[Expr, string]>([
    [lit(), "undefined"],
    [lit('"{{x}}"'), String.raw`"\"{{x}}\""`],
    [{ kind: "bin", op: "*", left: sum, right: sum }, "(a + 1) * (a + 1)"],
    [{ kind: "un", op: "!", operand: sum }, "!(a + 1)"],
    [{ kind: "un", op: "typeof", operand: a }, "typeof a"],
    [
      {
        kind: "cond",
        test: { kind: "bin", op: ">", left: a, right: lit(0) },
        then: a,
        else: { kind: "un", op: "-", operand: a },
      },
      "(a > 0) ? a : (-a)",
    ],
    [{ kind: "tpl", texts: ["a`", "${\n", ""], values: [a, sum] }, "`a\\`${a}\\${\\n${a + 1}`"],
    [{ kind: "arr", elements: [{ value: a }, { value: sum, spread: true }] }, "[a, ...(a + 1)]"],
    [
      { kind: "obj", entries: [{ key: "a b", value: a }, { key: sum, value: a }, { spread: a }] },
      '{"a b": a, [a + 1]: a, ...a}',
    ],
    [{ kind: "get", object: sum, key: "x", optional: true }, "(a + 1)?.x"],
    [{ kind: "idx", object: { kind: "get", object: a, key: "x" }, index: sum, optional: true }, "a.x?.[a + 1]"],
  ])("%#", (expr, text) => {
    expect(printExpr(expr)).toBe(text);
  });
});

describe("IR from outside", () => {
  test("is taken as it is", async () => {
    expect(await parsePipelineIr(JSON.parse(JSON.stringify(ir)))).toEqual(ir);
  });

  test.each([
    [{ ...ir, version: 2 }, /expected 1\s+→ at version/],
    [{ ...ir, extra: 1 }, /Unrecognized key: "extra"/],
    [{ ...ir, body: { nodes: [{ ...ir.body.nodes[0], kind: "whirl" }] } }, /→ at body\.nodes\[0\]\.kind/],
    [{ ...ir, steps: [{ ...ir.steps[0], options: { cpu: "1" } }] }, /→ at steps\[0\]\.options\.cpu/],
    [
      { ...ir, result: { ...ir.result, value: { kind: "bin", op: "**=", left: lit(1), right: lit(1) } } },
      /→ at result\.value\.op/,
    ],
    [null, /^not the IR of a pipeline:\n/],
  ])("is refused where it is wrong (%#)", async (value, message) => {
    await expect(parsePipelineIr(value)).rejects.toThrow(message);
  });
});

/** What the documents for Argo do on a real controller, with hand-written programs and code that only shows what it was given. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  at,
  fanout,
  input,
  lit,
  out,
  param,
  pod,
  program,
  scope,
  step,
  when,
} from "../../packages/compiler/src/4-emit/argo/programs.fixture.ts";
import { type Cluster, limiter, openCluster } from "./cluster.ts";
import { code, type HandWrittenRun, runByHand } from "./hand-written.ts";

let cluster: Cluster;
const limited = limiter(4);

beforeAll(async () => {
  cluster = await openCluster();
  // The strictest standard there is: whatever pod breaks it is refused, Argo's own containers included.
  await cluster.kubectl("label", "namespace", cluster.namespace, "pod-security.kubernetes.io/enforce=restricted");
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

function run(
  given: LoweredProgram,
  codes: { readonly [step: string]: string },
  parameters?: { readonly [name: string]: string },
): Promise<HandWrittenRun> {
  return limited(() => runByHand(cluster, given, codes, parameters));
}

const HOSTILE = [
  "{{= 1 + 1 }}",
  "{{inputs.parameters.x}}",
  "}}",
  '"',
  "\\",
  "'",
  "\n\r\t",
  "$(HOME) $$ ${x}",
  "",
  "é 漢 😀",
  "\u{e0067}\u{e007f}",
  "\ud800",
  "\0",
  "<a href='x'>&amp;</a>",
  "{\\u007b",
  "%s %d",
  "a: b # c",
  "null",
];

/** A pod takes seconds, so each item has several of them. */
const CHUNKS = [0, 6, 12].map((start) => HOSTILE.slice(start, start + 6));

describe.concurrent("documents on a real controller", () => {
  it("bring every text through parameters, items, collected lists and outputs as it is", async () => {
    const given = program({
      name: "hostile",
      params: [param("text", "string"), param("list", "array", CHUNKS)],
      steps: [step("load"), step("show")],
      ports: { load: { items: "items", empty: "items", bad: "items" } },
      scopes: [
        scope("main", {
          inputs: ["text", "list"],
          tasks: [
            pod("load", "load", { text: input("text"), fixed: lit(safeJson({ a: { b: HOSTILE } })) }),
            fanout("listed", { kind: "items", ref: out("load", "items") }, { load: out("load") }, { needs: ["load"] }),
            fanout("none", { kind: "items", ref: out("load", "empty") }, {}, { needs: ["load"] }),
            fanout("failed", { kind: "items", ref: out("load", "bad") }, {}, { needs: ["load"] }),
            fanout("array", { kind: "array", ref: input("list") }, { list: input("list") }),
            fanout("fixed", {
              kind: "constant",
              items: CHUNKS.slice(0, 2).map((value, index) => safeJson([index, { value, zz: 1, aa: 2 }])),
            }),
            pod(
              "show",
              "show",
              {
                listed: out("listed", "out", 1),
                none: out("none", "out", 1),
                failed: out("failed", "out", 1),
                array: out("array", "out", 1),
                fixed: out("fixed", "out", 2),
              },
              { needs: ["listed", "none", "failed", "array", "fixed"] },
            ),
          ],
          output: { kind: "ref", ref: out("show") },
        }),
        scope("listed", {
          inputs: ["item", "load"],
          tasks: [pod("l1", "show", { item: input("item") })],
          output: { kind: "ref", ref: out("l1") },
        }),
        scope("none", {
          inputs: ["item"],
          tasks: [pod("n1", "show", { item: input("item") })],
          output: { kind: "ref", ref: out("n1") },
        }),
        scope("failed", {
          inputs: ["item"],
          tasks: [pod("e1", "show", { item: input("item") })],
          output: { kind: "ref", ref: out("e1") },
        }),
        scope("array", {
          inputs: ["item", "list"],
          tasks: [pod("a1", "show", { item: input("item") })],
          output: { kind: "ref", ref: out("a1") },
        }),
        scope("fixed", {
          inputs: ["item"],
          tasks: [
            fanout(
              "inner",
              { kind: "constant", items: ['[0,{"z":1,"a":2}]', '[1,{"z":1,"a":2}]'] },
              { outer: input("item") },
            ),
          ],
          output: { kind: "ref", ref: out("inner", "out", 1) },
        }),
        scope("inner", { inputs: ["item", "outer"], tasks: [], output: { kind: "ref", ref: input("outer") } }),
      ],
    });
    const items = CHUNKS.map((value, index) => safeJson([index, { value, zz: 1, aa: 2 }]));
    const error = safeJson({ $argosy: "error", error: { name: "E", message: "no list {{" } });
    const { phase, result, nodes } = await run(
      given,
      {
        load: code(`{ items: safeJson(${JSON.stringify(items)}), empty: "[]", bad: ${JSON.stringify(error)} }`),
        show: code(),
      },
      { text: safeJson(HOSTILE.join("|")) },
    );
    expect(nodes.filter((node) => node.phase === "Error" || node.phase === "Failed")).toEqual([]);
    expect(phase).toBe("Succeeded");
    const shown = JSON.parse(JSON.parse(result ?? "")) as { readonly [read: string]: readonly string[] };
    const byItem = (texts: readonly string[]): unknown => texts.map((text) => JSON.parse(text));
    expect(byItem(shown["listed"]!)).toEqual(items.map((item, index) => [String(index), `{"item":${item}}`]));
    expect(shown["none"]).toEqual([]);
    expect(JSON.stringify(shown["failed"])).toBe(JSON.stringify(JSON.parse(error)));
    expect(byItem(shown["array"]!)).toEqual(CHUNKS.map((_, index) => [String(index), `{"item":[${index}]}`]));
    expect(shown["fixed"]!.map((text) => JSON.parse(text))).toEqual(items.slice(0, 2).map((item) => [item, item]));
  });

  it("take conditions, skip what is behind them, and choose the output", async () => {
    const arm = (id: string, guards: ReturnType<typeof when>[], needs: readonly string[], reads = {}) =>
      pod(id, "show", reads, { guards, needs });
    const given = (name: string, mode: string) =>
      program({
        name,
        params: [param("flag", "boolean", true), param("lr", "number", 0.5), param("mode", "string", mode)],
        steps: [step("ask"), step("show")],
        ports: { ask: { yes: "guard", no: "guard", broken: "guard" } },
        lenient: ["join.mode"],
        scopes: [
          scope("main", {
            inputs: ["flag", "lr", "mode"],
            tasks: [
              pod("ask", "ask"),
              arm("then", [when(out("ask", "yes"), true)], ["ask"]),
              arm("else", [when(out("ask", "yes"), false)], ["ask"]),
              arm("inner", [when(out("ask", "yes"), false), when(out("else", "out"), true)], ["else"]),
              arm("broken", [when(out("ask", "broken"), false)], ["ask"]),
              arm(
                "native",
                [
                  when(input("flag"), true, { kind: "truthy", param: "flag" }),
                  when(input("lr"), true, { kind: "compare", param: "lr", op: "<", value: 1e21 }),
                  when(input("lr"), false, { kind: "compare", param: "lr", op: "<=", value: -1.5e-7 }),
                  when(input("mode"), true, { kind: "compare", param: "mode", op: "===", value: "it's {{fast}}" }),
                ],
                [],
              ),
              fanout(
                "each",
                { kind: "constant", items: ["[0,1]"] },
                {},
                { guards: [when(out("ask", "no"), true)], needs: ["ask"] },
              ),
              pod(
                "join",
                "show",
                {
                  t: out("then"),
                  e: out("else"),
                  i: out("inner"),
                  b: out("broken"),
                  n: out("native"),
                  each: out("each", "out", 1),
                  mode: input("mode"),
                },
                { needs: ["then", "inner", "broken", "native", "each"] },
              ),
            ],
            output: {
              kind: "choice",
              guard: when(out("ask", "yes"), true),
              then: {
                kind: "choice",
                guard: when(input("flag"), false, { kind: "truthy", param: "flag" }),
                then: { kind: "ref", ref: out("inner") },
                else: { kind: "ref", ref: out("join") },
              },
              else: { kind: "ref", ref: lit('{"a":{"b":1}}') },
            },
          }),
          scope("each", { inputs: ["item"], tasks: [pod("e1", "show")], output: { kind: "ref", ref: out("e1") } }),
        ],
      });
    const codes = { ask: code(`{ yes: "true", no: "false", broken: '{"$argosy":"error","error":{}}' }`), show: code() };
    const bare = "it's {{fast}}";
    const [plain, other] = await Promise.all([
      run(given("branches", bare), codes),
      run(
        given("branches-off", bare),
        { ...codes, ask: code(`{ yes: "false", no: "true", broken: "false" }`) },
        { flag: "false", mode: "slow & <bare>" },
      ),
    ]);
    expect(plain.phase).toBe("Succeeded");
    const UNDEFINED = '{"$argosy":"undefined"}';
    const none = JSON.stringify("{}");
    expect(JSON.parse(plain.result ?? "")).toBe(
      `{"t":${none},"e":${UNDEFINED},"i":${UNDEFINED},"b":${UNDEFINED},"n":${none},"each":[],"mode":${JSON.stringify(safeJson(bare))}}`,
    );
    expect(other.phase).toBe("Succeeded");
    expect(other.result).toBe('{"a":{"b":1}}');
    const join = other.nodes.find(({ displayName }) => displayName === "join");
    const text = join?.inputs?.parameters?.find(({ name }) => name === "in")?.value ?? "";
    expect(JSON.parse(text)).toEqual({
      t: JSON.parse(UNDEFINED),
      e: "{}",
      i: JSON.parse(UNDEFINED),
      b: "{}",
      n: JSON.parse(UNDEFINED),
      each: [safeJson(["0", "{}"])],
      mode: "slow & <bare>",
    });
  });

  it("fail when the program threw and no step met the error, and only then", async () => {
    const given = (name: string) =>
      program({
        name,
        steps: [step("ask")],
        ports: { ask: { g: "guard", fails: "value" }, inner: { fails: "value" } },
        scopes: [
          scope("main", {
            tasks: [pod("ask", "ask")],
            output: { kind: "ref", ref: out("ask") },
            raises: [
              { ref: out("ask", "g"), guards: [], span: at(1) },
              { ref: out("ask", "fails"), guards: [when(out("ask", "g"), true)], span: at(2) },
            ],
          }),
        ],
      });
    const error = safeJson({
      $argosy: "error",
      error: { name: "TypeError", message: 'x {{ is "undefined" <b>', at: "pipeline.ts:7:3" },
    });
    const ports = (g: string): string => code(`{ g: "${g}", fails: ${JSON.stringify(error)} }`);
    const [thrown, unreached] = await Promise.all([
      run(given("raises"), { ask: ports("true") }),
      run(given("raises-not"), { ask: ports("false") }),
    ]);
    expect(unreached.phase).toBe("Succeeded");
    expect(thrown.phase).toBe("Failed");
    const raised = thrown.nodes.find(({ displayName }) => displayName === "raise");
    expect(raised?.message).toBe('main: Error (exit code 66): TypeError: x {{ is "undefined" <b> (at pipeline.ts:7:3)');
  });

  it("fail the run for an item that threw, after the others ended", async () => {
    const given = program({
      name: "raises-item",
      steps: [step("ask")],
      ports: { inner: { fails: "value" } },
      scopes: [
        scope("main", {
          tasks: [fanout("each", { kind: "constant", items: ["[0,1]", "[1,2]", "[2,3]"] })],
          output: { kind: "ref", ref: out("each", "out", 1) },
        }),
        scope("each", {
          inputs: ["item"],
          tasks: [pod("inner", "ask", { item: input("item") })],
          output: { kind: "ref", ref: out("inner") },
          raises: [{ ref: out("inner", "fails"), guards: [], span: at(2) }],
        }),
      ],
    });
    const error = safeJson({ $argosy: "error", error: { name: "Error", message: "item" } });
    const { phase, nodes } = await run(given, { ask: code(`item === "1" ? { fails: ${JSON.stringify(error)} } : {}`) });
    expect(phase).toBe("Failed");
    expect(nodes.filter(({ displayName, phase }) => displayName === "inner" && phase === "Succeeded")).toHaveLength(3);
    expect(nodes.find(({ phase, type }) => phase === "Failed" && type === "Pod")?.message).toContain("Error: item");
  });

  it("bring large code in a ConfigMap, and run a pipeline that has no steps", async () => {
    const noise = Array.from(
      { length: 4000 },
      (_, index) => `"${((index * 2654435761) % 2 ** 32).toString(36)}"`,
    ).join();
    const large = program({
      name: "large-code",
      steps: [step("big"), step("small")],
      scopes: [
        scope("main", {
          tasks: [pod("a", "big"), pod("b", "small", { a: out("a") }, { needs: ["a"] })],
          output: { kind: "ref", ref: out("b") },
        }),
      ],
    });
    const empty = program({
      name: "no-steps",
      params: [param("text", "string")],
      steps: [],
      scopes: [scope("main", { inputs: ["text"], tasks: [], output: { kind: "ref", ref: input("text") } })],
    });
    const [first, second, third] = await Promise.all([
      run(large, { big: `export const noise = [${noise}];\n${code("{ out: String(noise.length) }")}`, small: code() }),
      run(empty, {}, { text: 'bare "text"' }),
      run({ ...empty, name: "no-steps-json" }, {}, { text: '"json"' }),
    ]);
    expect(JSON.parse(first.result ?? "")).toBe('{"a":4000}');
    expect(second.result).toBe('"bare \\"text\\""');
    expect(third.result).toBe('"json"');
    expect(second.nodes.filter(({ type }) => type === "Pod")).toEqual([]);
  });
});

/** What the documents of loops do on a real controller, with hand-written programs. */
import type { LoopTask, LoweredProgram, Scope } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fanout,
  input,
  lit,
  loop,
  out,
  param,
  pod,
  program,
  scope,
  step,
  when,
} from "../../packages/compiler/src/4-emit/argo/programs.fixture.ts";
import { translate } from "../../packages/runner/src/argo/translate.ts";
import { type Cluster, limiter, openCluster } from "./cluster.ts";
import { code, type HandWrittenRun, runByHand } from "./hand-written.ts";

let cluster: Cluster;
const limited = limiter(4);

beforeAll(async () => {
  cluster = await openCluster();
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
  "{{inputs.parameters.state}}",
  "\"}}\\'\n\r\t",
  "$(HOME) $$ ${x}",
  "é 漢 😀\u{e0067}\u{e007f}\ud800\0",
  "<a href='x'>&amp;</a> {\\u007b %s",
];

/** Appends the item, and where it ran, to the state; done by the fourth element. */
const APPEND = code(
  "{ out: safeJson([...input.state, input.item, ...(item ? [item] : [])]), done: String(input.state.length >= 6) }",
);
const CODES = { append: APPEND };

/** A loop whose rounds append to a list. */
function appending(
  name: string,
  how: Pick<LoopTask, "over" | "maxRounds">,
  more: { readonly done?: Scope["done"]; readonly captures?: LoopTask["captures"] } = {},
): LoweredProgram {
  const { done, captures = {} } = more;
  return program({
    name,
    params: [param("list", "array", HOSTILE.slice(0, 2))],
    steps: [step("append")],
    ports: { a1: { done: "guard" } },
    scopes: [
      scope("main", {
        inputs: ["list"],
        tasks: [loop("each", lit(safeJson(HOSTILE.slice(0, 1))), how, captures)],
        output: { kind: "ref", ref: out("each") },
      }),
      scope("each", {
        inputs: ["item", "state", ...Object.keys(captures)],
        tasks: [pod("a1", "append", { item: input("item"), state: input("state") })],
        output: { kind: "ref", ref: out("a1") },
        ...(done === undefined ? {} : { done }),
      }),
    ],
  });
}

function constant(count: number): LoopTask["over"] & {} {
  const items = Array.from({ length: count }, (_, index) => safeJson([index, HOSTILE[index % HOSTILE.length]]));
  return { kind: "constant", items };
}

/** The state after so many rounds. */
function after(count: number): unknown {
  const rounds = Array.from({ length: count }, (_, index) => [[index, HOSTILE[index % HOSTILE.length]], String(index)]);
  return [HOSTILE[0], ...rounds.flat()];
}

const DONE = { kind: "ref", ref: out("a1", "done") } as const;

describe.concurrent("the documents of loops on a real controller", () => {
  it.each([0, 1, 2, 3, 7])("run %i rounds one after the other, with every text in the state", async (count) => {
    const { phase, result, nodes } = await run(appending(`loop-${count}`, { over: constant(count) }), CODES);
    expect(nodes.filter((node) => node.phase === "Error" || node.phase === "Failed")).toEqual([]);
    expect(phase).toBe("Succeeded");
    expect(JSON.parse(result ?? "")).toEqual(after(count));
  });

  it("end with the round that says so, and over an array give an index", async () => {
    const [early, whole, array] = await Promise.all([
      run(appending("loop-early", { over: constant(7) }, { done: DONE }), CODES),
      run(appending("loop-while", { maxRounds: 10_000 }, { done: DONE }), CODES),
      run(
        appending(
          "loop-array",
          { over: { kind: "array", ref: input("list") } },
          { captures: { count: input("list") } },
        ),
        CODES,
      ),
    ]);
    // Done as soon as the state before a round has six elements or more: three rounds add two each to the first one.
    expect(JSON.parse(early.result ?? "")).toEqual(after(4));
    expect(early.phase).toBe("Succeeded");
    expect(early.nodes.filter(({ type }) => type === "Pod")).toHaveLength(4);
    expect(JSON.parse(whole.result ?? "")).toEqual([HOSTILE[0], [0], "0", [1], "1", [2], "2", [3], "3"]);
    expect(whole.nodes.filter(({ type }) => type === "Pod")).toHaveLength(4);
    expect(JSON.parse(array.result ?? "")).toEqual([HOSTILE[0], [0], "0", [1], "1"]);
  });

  it("fail by name when they do not end, and with the round that fails", async () => {
    const failing = code(`{ out: item === "1" ? process.exit(3) : "0" }`);
    const [limit, failed] = await Promise.all([
      run(appending("loop-limit", { maxRounds: 3 }, { done: DONE }), CODES),
      run(appending("loop-failed", { over: constant(5) }), { append: failing }),
    ]);
    expect(limit.phase).toBe("Failed");
    expect(limit.nodes.find(({ displayName }) => displayName === "raise")?.message).toBe(
      "main: Error (exit code 66): LoopLimitError: the loop ran 3 rounds, the most that one may run, and never ended (at pipeline.ts:40:3)",
    );
    expect(failed.phase).toBe("Failed");
    const pods = failed.nodes.filter(({ type }) => type === "Pod");
    expect(pods.map((node) => node.outputs?.exitCode).sort()).toEqual(["0", "3"]);
    const byId = Object.fromEntries(failed.nodes.map((node) => [node.id, node]));
    const { events } = translate(byId, new Set(), appending("loop-failed", { over: constant(5) }));
    expect(events.find(({ kind }) => kind === "task-failed")).toMatchObject({
      task: { path: "each[1]/a1", item: 1 },
      failure: { item: 1, task: "each[1]/a1", exitCode: 3 },
    });
    expect(events.find(({ kind }) => kind === "fanout-expanded")).toMatchObject({ task: { path: "each" }, items: 5 });
  });

  it("nest in the items of a fan-out and in each other, and are skipped", async () => {
    const given = program({
      name: "loop-nested",
      params: [param("flag", "boolean", false)],
      steps: [step("append")],
      scopes: [
        scope("main", {
          inputs: ["flag"],
          tasks: [
            fanout("all", { kind: "constant", items: ["[0,1]", "[1,2]"] }),
            loop(
              "off",
              lit("1"),
              { maxRounds: 2 },
              {},
              { guards: [when(input("flag"), true, { kind: "truthy", param: "flag" })] },
            ),
            pod(
              "last",
              "append",
              { state: lit("[]"), item: out("all", "out", 1), off: out("off") },
              { needs: ["all", "off"] },
            ),
          ],
          output: { kind: "ref", ref: out("last") },
        }),
        scope("off", { inputs: ["item", "state"], tasks: [], output: { kind: "ref", ref: input("state") } }),
        scope("all", {
          inputs: ["item"],
          tasks: [loop("outer", lit("[]"), { over: { kind: "constant", items: ['[0,"a"]', '[1,"b"]'] } })],
          output: { kind: "ref", ref: out("outer") },
        }),
        scope("outer", {
          inputs: ["item", "state"],
          tasks: [
            loop(
              "inner",
              input("state"),
              { over: { kind: "constant", items: ['[0,"x"]', '[1,"y"]'] } },
              { around: input("item") },
            ),
          ],
          output: { kind: "ref", ref: out("inner") },
        }),
        scope("inner", {
          inputs: ["item", "state", "around"],
          tasks: [pod("a1", "append", { item: input("item"), state: input("state"), around: input("around") })],
          output: { kind: "ref", ref: out("a1") },
        }),
      ],
    });
    const { phase, result } = await run(given, CODES);
    expect(phase).toBe("Succeeded");
    const places = (item: number): unknown =>
      [0, 1].flatMap((o) => [0, 1].flatMap((i) => [[i, "xy"[i]], `${item}/${o}/${i}`]));
    expect((JSON.parse(result ?? "") as string[][])[0]?.map((text) => JSON.parse(text))).toEqual([
      places(0),
      places(1),
    ]);
  });

  it("run a hundred rounds and more, far from Argo's deepest call", async () => {
    const items = Array.from({ length: 120 }, (_, index) => `[${index}]`);
    const given = program({
      name: "loop-long",
      steps: [],
      scopes: [
        scope("main", {
          tasks: [loop("each", lit('"none"'), { over: { kind: "constant", items } })],
          output: { kind: "ref", ref: out("each") },
        }),
        scope("each", { inputs: ["item", "state"], tasks: [], output: { kind: "ref", ref: input("item") } }),
      ],
    });
    const { phase, result, nodes } = await run(given, {});
    expect(phase).toBe("Succeeded");
    expect(result).toBe("[119]");
    // The workflow, the loop and what is around it, seven levels of calls, and the round with what is in it.
    const depth = Math.max(...nodes.map(({ name }) => name.split(".").length));
    expect(depth).toBeLessThanOrEqual(12);
    expect(nodes.length).toBeLessThanOrEqual(5 * 120);
  });
});

import { expect, test } from "vitest";
import { runPodOf } from "../fixtures/run-pod.ts";

const CALL = `{ call: ($) => ({ inFanout: false, checks: [], input: () => ({ x: $.read("x", 0)() }), ports: {} }) }`;

test("a step gets its input and leaves its result", async () => {
  const source = `export async function step(input: { x: number }, ctx: { log(...p: unknown[]): void }) { ctx.log("got %d", input.x); return { y: input.x + 1 }; }`;
  const pod = await runPodOf({ step: "add", source, calls: CALL.replace('$.read("x", 0)()', "x()").replace("($) => ({", '($) => { const x = $.read("x", 0); return ({').replace("}) }", "}) } }") }, { input: { x: "41" } });
  expect(pod.stderr).toBe("");
  expect(pod).toMatchObject({ exitCode: 0, ports: { out: '{"y":42}' }, stdout: "got 41\n", termination: "" });
});

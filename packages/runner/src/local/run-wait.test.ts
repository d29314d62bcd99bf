import type { Wait, WaitTask } from "@argosy/sdk/ir";
import { expect, test } from "vitest";
import { out, pod, runProgram, source, SPAN, type ProgramText } from "../fixtures/programs.ts";
import type { Ask } from "./ask.ts";

function wait(id: string, how: Wait): WaitTask {
  return { kind: "wait", id, wait: how, needs: [], guards: [], span: SPAN };
}

const behind: ProgramText["steps"] = { behind: { body: "return 7;", calls: [{ key: "behind" }] } };

function program(how: Wait): ProgramText {
  const tasks = [wait("wait", how), pod("behind", "behind", { needs: ["wait"] })];
  return { steps: behind, scopes: { main: { tasks, output: source(out("behind")) } } };
}

const question = { kind: "approve", message: "Deploy?" } as const;

test("a pipeline sleeps before what comes after it", async () => {
  const run = await runProgram(program({ kind: "sleep", seconds: 0.2 }));
  expect(run.outcome).toMatchObject({ status: "succeeded", result: 7 });
  expect(run.story.slice(0, 3)).toEqual(["started wait", "finished wait", "started behind"]);
});

test("a yes lets it go on", async () => {
  const asked: string[] = [];
  const ask: Ask = async (message) => {
    asked.push(message);
    return "yes";
  };
  expect((await runProgram(program(question), { ask })).outcome).toMatchObject({ status: "succeeded", result: 7 });
  expect(asked).toEqual(["Deploy?"]);
});

test.each([
  ["no", async () => "no", "RefusedError", "a person refused it"],
  ["nobody there", async () => "nobody", "Error", 'nobody can be asked "Deploy?": run it in a terminal, or with --yes'],
  ["no answer in time", () => new Promise<never>(() => undefined), "TimeoutError", "nobody answered within 0.1 s"],
] as const satisfies readonly (readonly [string, Ask, string, string])[])(
  "%s ends it",
  async (_, ask, name, message) => {
    const run = await runProgram(program({ ...question, timeoutSeconds: 0.1 }), { ask });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { name, message, step: "approve", task: "wait", at: "main.ts:1:1" },
    });
    expect(run.story).not.toContain("started behind");
  },
);

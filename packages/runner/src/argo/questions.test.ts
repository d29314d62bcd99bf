import type { LoweredProgram } from "@argosy/sdk/ir";
import { expect, it } from "vitest";
import type { WorkflowNode } from "./objects.ts";
import { placeOf, questionsOf } from "./questions.ts";
import { program as fan } from "./run.fixture.ts";
import { translate } from "./translate.ts";
import { openQuestions } from "./waiting.ts";

const span = { file: "churn.ts", start: 0, end: 0, line: 7, column: 3 };
const program: LoweredProgram = {
  ...fan,
  name: "churn",
  steps: [],
  scopes: {
    main: {
      id: "main",
      inputs: [],
      tasks: [
        { kind: "wait", id: "approve-1", wait: { kind: "approve", message: "Deploy?" }, needs: [], guards: [], span },
      ],
      output: { kind: "ref", ref: { kind: "lit", wire: "null" } },
      raises: [],
    },
  },
  calls: [],
  span,
};

function node(parts: Partial<WorkflowNode> & Pick<WorkflowNode, "id" | "displayName" | "type">): WorkflowNode {
  return { name: parts.id, phase: "Running", startedAt: "2026-11-24T10:00:00Z", ...parts };
}

const root = node({ id: "churn", displayName: "churn", type: "DAG" });
const task = node({ id: "a", displayName: "approve-1", type: "DAG", boundaryID: "churn" });
const ask = node({
  id: "b",
  displayName: "ask",
  type: "Suspend",
  boundaryID: "a",
  inputs: { parameters: [{ name: "message", value: "Deploy?" }] },
  outputs: { parameters: [{ name: "answer" }] },
});
const nodes = { churn: root, a: task, b: ask };

it("a suspended node with an answer to supply is a question, told with how to answer it", () => {
  expect(questionsOf(nodes)).toEqual([ask]);
  expect(questionsOf({ ...nodes, b: { ...ask, phase: "Succeeded" } })).toEqual([]);
  expect(questionsOf({ ...nodes, b: { ...ask, outputs: {} } })).toEqual([]);
  expect(placeOf(ask, nodes)).toBe("approve-1");
  expect(openQuestions(nodes, program, { run: "churn-1", namespace: "ml" })).toMatchObject([
    {
      code: "AR6028",
      message: "`approve-1` asks: Deploy?",
      hint: "Say yes with `argosy approve churn-1 --namespace ml`, or no with `argosy approve churn-1 --namespace ml --refuse`",
    },
  ]);
});

it("question and refusal are told as one task", () => {
  const finishedAt = "2026-11-24T10:00:09Z";
  const refused = node({
    id: "c",
    displayName: "refused",
    type: "Pod",
    boundaryID: "a",
    phase: "Failed",
    finishedAt,
    message: "main: Error (exit code 66): RefusedError: a person refused it",
  });
  const ended = {
    churn: root,
    a: { ...task, phase: "Failed" as const, finishedAt },
    b: { ...ask, phase: "Succeeded" as const, finishedAt },
    c: refused,
  };
  const { events } = translate(ended, new Set(), program);
  expect(events.map(({ kind }) => kind)).toEqual(["task-waiting", "task-started", "task-failed"]);
  expect(events.at(-1)).toMatchObject({
    task: { path: "approve-1", kind: "wait", step: "approve" },
    durationMs: 9000,
    failure: { name: "RefusedError", message: "a person refused it", at: "churn.ts:7:3" },
  });
});

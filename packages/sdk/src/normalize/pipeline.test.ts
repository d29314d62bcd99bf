import { describe, expect, test } from "vitest";
import { z } from "zod";
import { gpu } from "../gpu.ts";
import { normalizePipelineOptions } from "./pipeline.ts";

function problemsOf(raw: unknown): readonly string[] {
  return normalizePipelineOptions(raw).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
}

test("a schema of the parameters is no part of what comes out, and is told from values", () => {
  expect(normalizePipelineOptions({ params: z.object({}) }).options).toEqual({});
  expect(problemsOf({ params: { n: 1 } })).toEqual([
    "params: an object is not a schema; write one of zod 4, as in z.object({ … })",
  ]);
});

test("options that are right come out in one notation", () => {
  const raw = {
    name: "churn",
    description: "Who leaves",
    schedule: "0 2 * * *",
    timezone: "Europe/Berlin",
    parallelism: 10,
    maxDepth: 5,
    timeout: "1d",
    labels: { team: "ml" },
    serviceAccount: "runner",
    queue: "team-a",
    defaults: { image: "node:24-slim", cpu: 1, memory: "512Mi", gpu: gpu("any"), timeout: "1h" },
    glue: "forbid",
  };
  expect(normalizePipelineOptions(raw)).toEqual({
    problems: [],
    warnings: [],
    lambdas: [],
    options: {
      name: "churn",
      description: "Who leaves",
      schedule: "0 2 * * *",
      timezone: "Europe/Berlin",
      parallelism: 10,
      maxDepth: 5,
      timeoutSeconds: 86_400,
      labels: { team: "ml" },
      serviceAccount: "runner",
      queue: "team-a",
      glue: "forbid",
      defaults: {
        image: "node:24-slim",
        cpu: { request: "1" },
        memory: { request: "512Mi", limit: "512Mi" },
        gpu: expect.objectContaining({ name: "any", count: 1, nodeSelector: {} }),
        timeoutSeconds: 3600,
      },
    },
  });
  expect(normalizePipelineOptions({}).options).toStrictEqual({});
});

describe("what is wrong is said", () => {
  test.each([
    [
      { name: "Spam Filter" },
      [
        'name: "Spam Filter" is not a DNS name; write "spam-filter": lower-case letters, digits and -, a letter or digit first and last',
      ],
    ],
    [{ name: "a".repeat(53) }, [`name: "${"a".repeat(53)}" is longer than 52 characters; shorten it`]],
    [{ schedul: "@daily" }, ['schedul: "schedul" is not an option; did you mean "schedule"?']],
    [
      { schedule: "0 25 * * *" },
      ['schedule: "25" is not an hour; write 0 to 23, *, a range 0-23, a list or a step */2'],
    ],
    [{ timezone: "UTC" }, ["timezone: a time zone without a schedule has no effect; add a schedule, or leave it out"]],
    [{ schedule: "@daily", timezone: "utc" }, ['timezone: "utc" is not a time zone; write "UTC"']],
    [{ parallelism: 0 }, ["parallelism: 0 is not a whole number from 1 to 1000000"]],
    [{ glue: "never" }, ['glue: "never" is not one of "auto", "forbid"']],
    [
      { defaults: { memory: () => "1Gi" } },
      [
        "defaults.memory: a default for all steps cannot be a function of one step's input; write a constant here, or the function in the step",
      ],
    ],
    [
      { defaults: { name: "x", memory: "16GB" } },
      [
        "defaults.name: a name is of one step, not of all; write it in the step",
        'defaults.memory: "16GB" is not a Kubernetes quantity; write "16G" or "16Gi"',
      ],
    ],
    [{ defaults: null }, ["defaults: null is not an object"]],
  ])("%j", (raw, problems) => {
    expect(problemsOf(raw)).toEqual(problems);
  });
});

import { describe, expect, test } from "vitest";
import type { Normalized } from "./report.ts";
import {
  normalizeApproveOptions,
  normalizeContainerOptions,
  normalizeManifestOptions,
  normalizePythonOptions,
} from "./other-steps.ts";

function problemsOf({ problems }: Normalized<unknown>): readonly string[] {
  return problems.map(({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`);
}

describe("container", () => {
  test("takes constants and functions of the input", () => {
    const raw = {
      image: "a/b:1",
      command: ["run"],
      args: () => [],
      env: () => ({}),
      files: { "/in.json": "{}" },
      result: "/out.json",
      memory: "1Gi",
    };
    const checked = normalizeContainerOptions(raw);
    expect(checked.problems).toEqual([]);
    expect(checked.lambdas).toEqual(["args", "env"]);
    expect(checked.options?.common).toEqual({ image: "a/b:1", memory: { request: "1Gi", limit: "1Gi" } });
    expect(checked.options?.own).toEqual({ command: ["run"], files: { "/in.json": "{}" }, result: "/out.json" });
  });

  test.each([
    [{}, ['image: "image" is missing', 'command: "command" is missing']],
    [{ image: "a", command: [] }, ['command: the list names no program; write it as in ["python", "-m", "train"]']],
    [{ image: "a", command: ["x"], args: "--x" }, ['args: "--x" is not a list; write it in [ ]']],
    [{ image: "a", command: ["x"], args: ["--lr", 0.1] }, ['args[1]: 0.1 is not text; write "0.1"']],
    [
      { image: "a", command: ["x"], files: { "in.json": "{}" } },
      [
        'files["in.json"]: "in.json" is not an absolute path; write it from the root, without .. and colons, as in "/data"',
      ],
    ],
    [
      { image: "a", command: ["x"], external: ["x"] },
      [expect.stringMatching(/^external: "external" is not an option; known are /)],
    ],
  ])("%j", (raw, problems) => {
    expect(problemsOf(normalizeContainerOptions(raw))).toEqual(problems);
  });
});

describe("python", () => {
  test.each([
    [{ image: "a", file: "train.py", function: "train" }, []],
    [
      { image: "a", file: "train.ts", function: "train it" },
      [
        'file: "train.ts" is not a Python file; write the path of a .py file, relative to the pipeline\'s',
        'function: "train it" is not the name of a function; write the name of a function at the top of the file',
      ],
    ],
    [{ image: "a" }, ['file: "file" is missing', 'function: "function" is missing']],
  ])("%j", (raw, problems) => {
    expect(problemsOf(normalizePythonOptions(raw))).toEqual(problems);
  });
});

describe("manifest", () => {
  const object = { apiVersion: "batch/v1", kind: "Job", spec: {} };
  test.each([
    [
      {
        object,
        done: { condition: "Complete" },
        failed: { field: "status.failed", in: [1, "2", true] },
        outputs: { name: "metadata.name" },
      },
      [],
    ],
    [{}, ['object: "object" is missing']],
    [
      { object: { kind: "Job" } },
      ['object.apiVersion: the object has no apiVersion; write it as in apiVersion: "batch/v1", kind: "Job"'],
    ],
    [
      { object, done: {} },
      [
        'done: an object is not a test of an object; write { condition: "Complete" } or { field: "status.phase", in: ["Succeeded"] }',
      ],
    ],
    [
      { object, done: { condition: "Complete", status: "true" } },
      ['done.status: "true" is not one of "True", "False", "Unknown"; did you mean "True"?'],
    ],
    [{ object, failed: { field: "x" } }, ['failed.in: "in" is missing']],
    [{ object, cpu: 1 }, [expect.stringMatching(/^cpu: "cpu" is not an option; /)]],
    [{ object, onCancel: "stop" }, ['onCancel: "stop" is not one of "delete", "keep"']],
  ])("%j", (raw, problems) => {
    expect(problemsOf(normalizeManifestOptions(raw))).toEqual(problems);
  });

  test("may be made from the input", () => {
    expect(normalizeManifestOptions({ object: () => object })).toMatchObject({ problems: [], lambdas: ["object"] });
  });
});

test("approve", () => {
  expect(problemsOf(normalizeApproveOptions({ message: "Go?", timeout: "2d" }))).toEqual([]);
  expect(problemsOf(normalizeApproveOptions({ timeout: 3 }))).toEqual([
    'timeout: 3 has no unit; write "3s" for seconds',
    'message: "message" is missing',
  ]);
});

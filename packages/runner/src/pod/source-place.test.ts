import { expect, test } from "vitest";
import { cleanStack, findPlace } from "./source-place.ts";

const BUNDLE = "file:///app/.argosy/bundles/abc.mjs";
const STACK = `TypeError: boom
    at parse (/app/.argosy/bundles/abc.mjs:1:233)
    at Array.map (<anonymous>)
    at load (/app/.argosy/bundles/steps/load.ts:42:11)
    at async runPod (file:///app/.argosy/bundles/abc.mjs:1:99)
    at /app/.argosy/bundles/main.ts:7:1
    at /app/.argosy/bundles/node_modules/x/index.js:7:1
    at node:internal/process/task_queues:105:5`;

test("the place is the innermost frame in the author's files", () => {
  expect(findPlace(STACK, BUNDLE)).toBe("steps/load.ts:42:11");
  expect(findPlace("Error: x\n    at node:internal/timers:1:1", BUNDLE)).toBeUndefined();
  expect(findPlace("no stack at all", BUNDLE)).toBeUndefined();
});

test("the printed stack has the author's frames, relative to the project", () => {
  expect(cleanStack(STACK, BUNDLE)).toBe("TypeError: boom\n    at load (steps/load.ts:42:11)\n    at main.ts:7:1");
});

test("a stack without any of them loses the frames of the bundle, whose names and places say nothing", () => {
  expect(
    cleanStack(
      "Error: x\n    at K (file:///app/.argosy/bundles/abc.mjs:1:99)\n    at node:internal/timers:1:1",
      BUNDLE,
    ),
  ).toBe("Error: x\n    at node:internal/timers:1:1");
});

test("a stack without either is printed whole", () => {
  const stack = "Error: x\n    at node:internal/timers:1:1";
  expect(cleanStack(stack, BUNDLE)).toBe(stack);
});

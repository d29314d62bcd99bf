import { expect, test } from "vitest";
import { container, gpu, manifest, pipeline, python, step } from "./index.ts";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
}

test("a step throws one error with every problem", () => {
  const options = { memroy: "1Gi", cpu: "1K", timeout: 60 } as object;
  expect(messageOf(() => step(options, () => 1))).toBe(
    [
      "InvalidOptionsError: step: 3 problems",
      '  memroy: "memroy" is not an option; did you mean "memory"?',
      '  cpu: "1K" is not a Kubernetes quantity; write cores as in 2, 0.5 or "500m"',
      '  timeout: 60 has no unit; write "60s" for seconds',
    ].join("\n"),
  );
});

test.each([
  [
    () => step({ memory: "16GB" as "16G" }, () => 1),
    'InvalidOptionsError: step: memory: "16GB" is not a Kubernetes quantity; write "16G" or "16Gi"',
  ],
  [
    () => pipeline({ name: "A B" }, async () => 1),
    'InvalidOptionsError: pipeline: name: "A B" is not a DNS name; write "a-b": lower-case letters, digits and -, a letter or digit first and last',
  ],
  [
    () => container({ command: ["a"] } as unknown as { image: string; command: string[] }),
    'InvalidOptionsError: container: image: "image" is missing',
  ],
  [() => python({ file: "a.py", function: "f" } as never), 'InvalidOptionsError: python: image: "image" is missing'],
  [() => manifest({} as never), 'InvalidOptionsError: manifest: object: "object" is missing'],
  [
    () => step({}, undefined as never),
    "TypeError: step: the second argument is undefined, and must be a function; write step(options, async (input) => …)",
  ],
  [
    () => pipeline({}, {} as never),
    "TypeError: pipeline: the second argument is an object, and must be a function; write pipeline(options, async (input) => …)",
  ],
  [() => step(undefined as never, () => 1), "InvalidOptionsError: step: undefined is not an object"],
])("%#", (run, message) => {
  expect(messageOf(run)).toBe(message);
});

test("a GPU that only a configuration knows is legal in the source", () => {
  expect(step({ gpu: gpu("our-own-gpu") }, () => 1)).toBeTypeOf("function");
});

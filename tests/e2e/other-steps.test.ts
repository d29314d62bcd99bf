/** Steps that are not TypeScript, on this machine. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

const pipeline = `import { type Dataset, pipeline, python, step } from "@argosy/sdk";

const options = { file: "lib/work.py", image: "python:3.13-slim", cpu: "100m", memory: "128Mi" } as const;
export const summarise = python<{ data: Dataset; names: string[] }, { data: Dataset; count: number }>({
  ...options,
  function: "summarise",
});
export const fails = python<{ how: string }, number>({ ...options, function: "fails", retry: 1 });

export const load = step({}, async (_: {}, ctx): Promise<Dataset> => ctx.save("rows.csv", "a,b"));
export const text = step({}, async ({ data }: { data: Dataset }, ctx): Promise<string> => ctx.read(data, "text"));

export const main = pipeline({ name: "main" }, async ({ how }: { how: string }) => {
  let caught = "nothing";
  try {
    await fails({ how });
  } catch (error) {
    const { name, message } = error as Error;
    caught = name + ": " + message;
  }
  const { data, count } = await summarise({ data: load({}), names: ["é", "{{x}}"] });
  return { caught, count, text: await text({ data }) };
});

export const uncaught = pipeline({ name: "uncaught" }, async () => fails({ how: "raise" }));
`;
const work = `import asyncio
import sys

from .parts import shout
from argosy import NonRetriableError


async def summarise(data, names: list[str], ctx):
    await asyncio.sleep(0)
    with open(ctx.open(data)) as file:
        text = file.read()
    seen = ctx.checkpoint.load() or {"runs": 0}
    ctx.checkpoint.save({"runs": seen["runs"] + 1})
    return {"data": ctx.save("out.txt", shout(text) + "".join(names)), "count": len(names)}


def fails(how: str) -> int:
    print("failing by", how)
    if how == "raise":
        {}["missing"]
    if how == "final":
        raise NonRetriableError("never again")
    if how == "set":
        return {"a": {1, 2}}
    if how == "exit":
        sys.exit(7)
    return 1
`;
const parts = "def shout(text):\n    return text.upper()\n";

let project: Project;
beforeAll(async () => {
  project = await createProject({ "main.ts": pipeline, "lib/work.py": work, "lib/parts.py": parts });
});
afterAll(() => project.remove());

describe("a Python step", () => {
  it.each([
    ["raise", "KeyError: 'missing'", 2],
    ["final", "NonRetriableError: never again", 1],
    [
      "set",
      "NotJsonError: result.a is a set, which JSON cannot hold; return numbers, text, lists and dicts of these",
      1,
    ],
    ["exit", "ExitError: Python ended with exit code 7: failing by exit", 2],
    ["not", "nothing", 1],
  ])("that fails by %s", async (how, caught, attempts) => {
    const { code, stdout, stderr } = await project.argosy([
      "run",
      "main.ts",
      "--pipeline",
      "main",
      "--json",
      "--set",
      `how=${how}`,
    ]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ caught, count: 2, text: "A,Bé{{x}}" });
    expect(stderr.split(`fails | failing by ${how}\n`).length - 1).toBe(attempts);
  });

  it("fails the run with its own traceback", async () => {
    const { code, stderr } = await project.argosy("run main.ts --pipeline uncaught");
    expect(code).toBe(4);
    expect(stderr).toContain(`fails | Traceback (most recent call last):
fails |   File "lib/work.py", line 20, in fails
`);
    expect(stderr).toContain(
      "lib/work.py:20:1 - error AR5001: step `fails` failed after 2 attempts: KeyError: 'missing'",
    );
  });
});

describe("a container step", () => {
  it("on a machine without a container engine says so before anything starts", async () => {
    await project.write(
      "container.ts",
      `import { container, pipeline } from "@argosy/sdk";
       export const hello = container<{}, string>({ image: "busybox:1", command: ["true"] });
       export const main = pipeline({ name: "main" }, async () => hello({}));`,
    );
    const { code, stderr } = await project.argosy("run container.ts", { env: { PATH: "/nowhere" } });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: hello is a container step, and none of docker, podman, nerdctl, ctr answers on this machine; start one, or submit the pipeline to a cluster\n",
    });
  });
});

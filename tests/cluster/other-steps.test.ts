/**
 * Steps that are not TypeScript, in a namespace that takes restricted pods alone. The Python image is one without
 * Node.js, made of `python-rootfs.sh`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "./cluster.ts";

const pipelines = fileURLToPath(new URL("pipelines", import.meta.url));
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.kubectl("label", "namespace", cluster.namespace, "pod-security.kubernetes.io/enforce=restricted");
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

async function resultOf(file: string, input: object): Promise<unknown> {
  const { exitCode, stdout, stderr } = await cluster.submit(join(pipelines, `${file}.ts`), input);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe.concurrent("on the cluster", () => {
  it("a container gets arguments, environment and files of JavaScript, and gives JSON", async () => {
    const text = 'quote " {{x}} $(HOME) é 😀';
    expect(await resultOf("container-steps", { text: "plain" })).toEqual({
      caught: "ExitError: sh ended with exit code 3: it is broken",
      missing: "the program ended well and left no result in /tmp/argosy/result.json",
      rates: [0, 0.1],
      last: { args: ["0.1", "plain"], env: "hello plain", file: { rate: 0.1 }, input: { lr: 0.1, text: "plain" } },
    });
    expect(await resultOf("container-text", { text })).toBe(text);
  });

  it("a Python function gets values and artifacts, and gives values, artifacts and errors", async () => {
    expect(await resultOf("python-steps", { lrs: [0.1, 0.5], how: "raise" })).toEqual({
      best: 9,
      where: "train",
      weights: [18, 0.5],
      caught: 'ValueError: quote " {{x}} $(y) é 😀',
    });
  });

  it("a Python step that runs out of memory fails by that name", async () => {
    const { exitCode, stderr } = await cluster.submit(join(pipelines, "python-memory.ts"), { mib: 400 });
    expect(exitCode).toBe(4);
    expect(stderr).toContain("OutOfMemoryError");
  });
});

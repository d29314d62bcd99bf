/** Small pipelines on the real cluster give what plain Node gives. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runPlain } from "@argosy/sdk/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CASES, type Case } from "./cases.ts";
import { type Cluster, limiter, openCluster } from "./cluster.ts";

const folder = fileURLToPath(new URL("pipelines", import.meta.url));
const limited = limiter(4);
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

async function expectedOf({ module, input, expected }: Case): Promise<unknown> {
  if (expected !== undefined) return expected;
  const which = Object.values(module).find(
    (value) => typeof value === "function" && Symbol.for("argosy.pipeline") in value,
  );
  const { result, error } = await runPlain(module, which, input, { store: join(cluster.folder, "store") });
  if (error !== undefined) throw error;
  return result;
}

describe.concurrent("on the cluster as in plain Node", () => {
  for (const one of CASES) {
    it(one.about === undefined ? one.file : `${one.file}: ${one.about}`, async () => {
      const expected = await expectedOf(one);
      const { exitCode, stdout, stderr } = await limited(() =>
        cluster.submit(join(folder, `${one.file}.ts`), one.input),
      );
      expect(exitCode, stderr).toBe(0);
      expect(stdout.endsWith("\n")).toBe(true);
      expect(JSON.parse(stdout)).toEqual(expected);
    });
  }
});

/**
 * The constructs of the language on the real cluster: differential cases give what they give in plain Node. Those that
 * `pipelines` has a namesake of run there. All of them take half an hour, so ARGOSY_CLUSTER_CASES=all asks for them;
 * otherwise it is one for each kind of construct.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOracle } from "../differential/engines.ts";
import { type Cluster, limiter, openCluster } from "./cluster.ts";

const folder = fileURLToPath(new URL("../differential/cases/", import.meta.url));
const elsewhere = new Set(readdirSync(new URL("pipelines/", import.meta.url)));
const SAMPLE = "identity loop-while promise-records switch-cases throws try-catch try-finally undefined-null";
const cases = process.env["ARGOSY_CLUSTER_CASES"] === "all" ? allCases() : SAMPLE.split(" ");
const limited = limiter(5);
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe.concurrent("the language on the cluster", () => {
  test.each(cases)("%s", async (name) => {
    const { inputs } = (await import(`${folder}${name}.ts`)) as { readonly inputs: readonly [object] };
    const expected = await runOracle(name, inputs[0], cluster.folder);
    const { exitCode, stdout, stderr } = await limited(() =>
      cluster.submit(`${folder}${name}.ts`, inputs[0], { timeoutMs: 840_000 }),
    );
    if (expected.error !== undefined) {
      expect(exitCode, stderr).toBe(4);
      expect(stderr).toContain(expected.error);
      return;
    }
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(expected.result);
  });
});

function allCases(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !elsewhere.has(file))
    .filter((file) => readFileSync(`${folder}${file}`, "utf8").includes("export const main = pipeline("))
    .map((file) => file.replace(/\.ts$/, ""));
}

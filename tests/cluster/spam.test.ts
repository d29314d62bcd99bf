/** The spam example with its small settings on the real cluster gives what plain Node gives. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeCorpus, readSmallSettings, runSpamPlainly } from "../spam-example.ts";
import { type Cluster, openCluster } from "./cluster.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

it("trains, chooses and publishes the same model, byte for byte", async () => {
  const file = fileURLToPath(new URL("pipelines/spam.ts", import.meta.url));
  const corpus = await makeCorpus(cluster.folder);
  const input = await readSmallSettings();
  const { exitCode, stdout, stderr } = await cluster.submit(file, { corpus, ...input }, { timeoutMs: 600_000 });
  expect(exitCode, stderr).toBe(0);
  const expected = await runSpamPlainly(corpus, input, join(cluster.folder, "store"));
  expect(withoutPlaces(JSON.parse(stdout))).toEqual(withoutPlaces(expected));
});

/** Artifacts lie in another store and have the same content. */
function withoutPlaces(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "uri" ? undefined : value)));
}

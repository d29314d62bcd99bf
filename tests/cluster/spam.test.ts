/** The main example on the real cluster: a corpus given as a local path, a sweep, and a model in the store. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset } from "@argosy/sdk";
import { DirectoryStore } from "@argosy/sdk/runtime";
import { runPlain } from "@argosy/sdk/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packCorpus } from "../../examples/01-spam/pack.ts";
import * as example from "../../examples/01-spam/pipeline.ts";
import { type Cluster, openCluster } from "./cluster.ts";

const FILE = fileURLToPath(new URL("pipelines/spam.ts", import.meta.url));
const SETTINGS = {
  configs: [
    { model: "bayes", words: 200, weights: "counts" },
    { model: "logistic", words: 100, steps: 50, rate: 0.1 },
    { model: "svm", words: 50, cost: 1 },
  ],
  minF1: 0.5,
  maxMails: 400,
  vocabulary: 200,
};

type Result = Awaited<ReturnType<typeof example.spam>>;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

it("finds and publishes the same model as plain Node", async () => {
  const corpus = join(cluster.folder, "corpus.jsonl.gz");
  await packCorpus(corpus);
  const plain = await runHere(corpus);

  const { exitCode, stdout, stderr } = await cluster.submit(FILE, { ...SETTINGS, corpus }, { timeoutMs: 900_000 });
  expect(exitCode, stderr).toBe(0);
  const result = JSON.parse(stdout) as Result;

  expect(withoutPlaces(result)).toEqual(withoutPlaces(plain));
  expect(result.published).toBe(true);
  expect(result.heldOut.f1).toBeGreaterThan(0.5);
  if (!("model" in result)) throw new Error("nothing was published");
  expect(result.model.uri).toMatch(new RegExp(`^s3://artifacts/${cluster.namespace}/`));
});

/** The same in this process, with a directory as store. */
async function runHere(path: string): Promise<Result> {
  const folder = join(cluster.folder, "store");
  const blob = await new DirectoryStore(folder).put({ path });
  const corpus: Dataset = { ...blob, mediaType: "application/gzip", type: "dataset", metadata: {} };
  const { result, error } = await runPlain(example, "spam", { ...SETTINGS, corpus }, { store: folder });
  if (error !== undefined) throw error;
  return result as unknown as Result;
}

/** Artifacts lie elsewhere, but hold the same bytes. */
function withoutPlaces(result: Result): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "uri" ? undefined : value)));
}

/** The spam example with its small settings, and what plain Node makes of it: the result that every engine must give. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Dataset, pipeline, step } from "@argosy/sdk";
import { runPlain } from "@argosy/sdk/testing";
import { packCorpus } from "../examples/01-spam/pack.ts";
import * as example from "../examples/01-spam/pipeline.ts";

export interface SpamInput {
  readonly configs: readonly unknown[];
  readonly maxMails: number;
  readonly vocabulary: number;
  readonly minF1: number;
}

export const spamFolder: string = fileURLToPath(new URL("../examples/01-spam", import.meta.url));

export async function readSmallSettings(): Promise<SpamInput> {
  return JSON.parse(await readFile(join(spamFolder, "small.json"), "utf8")) as SpamInput;
}

/** Packs the corpus into the folder. */
export async function makeCorpus(folder: string): Promise<string> {
  const corpus = join(folder, "spam-assassin.jsonl.gz");
  await packCorpus(corpus);
  return corpus;
}

const keep = step({}, ({ path }: { path: string }, ctx): Promise<Dataset> =>
  ctx.save("spam-assassin.jsonl.gz", { path }),
);
const kept = pipeline({}, ({ path, ...input }: { path: string }) => example.spam({ corpus: keep({ path }), ...input }));

export async function runSpamPlainly(corpus: string, input: object, store: string): Promise<unknown> {
  const { result, error } = await runPlain({ ...example, keep, kept }, "kept", { path: corpus, ...input }, { store });
  if (error !== undefined) throw error;
  return result;
}

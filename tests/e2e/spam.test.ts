import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeCorpus, readSmallSettings, runSpamPlainly, spamFolder } from "../spam-example.ts";
import { argosyBin, cleanEnvironment } from "./project.ts";

const execute = promisify(execFile);

interface Result {
  readonly published: boolean;
  readonly reason?: string;
  readonly model: { readonly uri: string };
  readonly report: { readonly uri: string };
  readonly heldOut: { readonly f1: number };
  readonly sweep: readonly { readonly scores: { readonly f1: number } }[];
}

let folder: string;
let corpus: string;
let published: Result;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-spam-"));
  corpus = await makeCorpus(folder);
  published = await runExample();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runExample(...args: readonly string[]): Promise<Result> {
  const settings = ["--input-file", join(spamFolder, "small.json"), "--set", `corpus=${corpus}`];
  const line = [
    "run",
    join(spamFolder, "pipeline.ts"),
    ...settings,
    "--json",
    "--store",
    join(folder, "store"),
    ...args,
  ];
  const { stdout } = await execute(argosyBin, line, { cwd: folder, env: cleanEnvironment() });
  return JSON.parse(stdout) as Result;
}

it("gives in a process a step what it gives in plain Node, to the last byte of the model", async () => {
  expect(published).toEqual(await runSpamPlainly(corpus, await readSmallSettings(), join(folder, "store")));
  expect(published.published).toBe(true);
  expect(published.heldOut.f1).toBeGreaterThan(0.88);
  expect(Math.min(...published.sweep.map(({ scores }) => scores.f1))).toBeGreaterThan(0.75);
  expect(await readFile(fileURLToPath(published.report.uri), "utf8")).toContain("## The sweep, on the validation part");
});

it("publishes a model that judges single mails", async () => {
  const judge = async (mail: string): Promise<string> => {
    const run = execute(process.execPath, [join(spamFolder, "classify.ts"), fileURLToPath(published.model.uri)]);
    run.child.stdin?.end(mail);
    return (await run).stdout.trim();
  };
  const offer =
    "Dear friend,\nclick here to receive your FREE money! Guaranteed credit, no obligation, call today!!!\n";
  const work =
    "Joe wrote:\n> the build fails\nI think that's the same problem I've seen with the old kernel, but it works for me.\n";
  expect(await judge(`Subject: MAKE MONEY from home, REMOVE instructions below\n\n${offer}`)).toBe("spam");
  expect(await judge(`Subject: Re: build\n\n${work}`)).toBe("good");
});

it("says why when no model is good enough", async () => {
  const result = await runExample(
    "--set",
    "minF1=0.999",
    "--set",
    'configs=[{"model":"bayes","words":300,"weights":"counts"}]',
  );
  expect(result).toMatchObject({
    published: false,
    reason: expect.stringMatching(/^F1 on held-out mail is 0\.\d+, below 0\.999$/),
  });
  expect(result).not.toHaveProperty("model");
});

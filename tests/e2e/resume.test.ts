/** Runs that are listed, gone on from, explained and forgotten. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

const source = (train: string): string => `import { pipeline, step, type Dataset } from "@argosy/sdk";

export const load = step({ cpu: "100m", memory: "64Mi" }, async ({ rows }: { rows: number }, ctx): Promise<{ data: Dataset; rows: number }> => {
  return { data: await ctx.save("rows.txt", "r".repeat(rows)), rows };
});
export const train = step({ cpu: "100m", memory: "64Mi" }, async ({ rows, lr }: { rows: number; lr: number }) => {
  ${train}
});
export const deploy = step({ cpu: "100m", memory: "64Mi", effect: true }, async ({ best }: { best: number }) => ({ deployed: best }));

export const churn = pipeline({ name: "churn" }, async ({ rows = 10 }: { rows?: number }) => {
  const { rows: loaded } = await load({ rows });
  const runs = await Promise.all([1, 2, 4].map((lr) => train({ rows: loaded, lr })));
  return deploy({ best: Math.max(...runs) });
});
`;
const good = "return rows * lr;";

let project: Project;
beforeAll(async () => {
  project = await createProject({ "churn.ts": source('if (lr === 2) throw new Error("not yet"); return rows * lr;') });
});
afterAll(() => project.remove());

const runIds = async (): Promise<readonly string[]> => {
  const { stdout } = await project.argosy("runs --json");
  return (JSON.parse(stdout) as readonly { readonly run: string }[]).map(({ run }) => run);
};
const shown = async (run: string): Promise<unknown> => {
  const { stdout } = await project.argosy(`runs show ${run} --json`);
  const { status, tasks } = JSON.parse(stdout) as { status: string; tasks: { path: string; state: string }[] };
  return [status, ...tasks.map(({ path, state }) => `${path} ${state}`).sort()];
};

it("goes on after an edit: what was not touched is not run again, item by item", async () => {
  expect((await project.argosy("run churn.ts")).code).toBe(4);
  const [first = ""] = await runIds();
  expect(await shown(first)).toEqual(["failed", "load done", "train-1 done", "train-2 failed", "train-3 done"]);
  await project.write(
    "churn.ts",
    `// An edit above moves every line.\n${source(good).replace("ctx.save", "ctx . save")}`,
  );
  const resumed = await project.argosy(`resume ${first} --json`);
  expect(resumed).toMatchObject({ code: 0, stdout: '{"deployed":40}\n' });
  const [, second = ""] = await runIds();
  expect(await shown(second)).toEqual([
    "succeeded",
    "deploy done",
    "load cached",
    "train-1 done",
    "train-2 done",
    "train-3 done",
  ]);
  const again = await project.argosy(`resume ${second} --json`);
  expect(again).toMatchObject({ code: 0, stdout: '{"deployed":40}\n' });
  const [, , third = ""] = await runIds();
  expect(await shown(third)).toEqual([
    "succeeded",
    "deploy cached",
    "load cached",
    "train-1 cached",
    "train-2 cached",
    "train-3 cached",
  ]);
  expect((await project.argosy(`resume ${third} --from deploy --json`)).code).toBe(0);
  const [, , , fourth = ""] = await runIds();
  expect(await shown(fourth)).toContain("deploy done");
  const explained = await project.argosy(`explain-cache ${second} train`);
  expect(explained.stdout).toContain("its code, or code that it uses, is another one");
});

it("says which part of the input is another one, and lists and fetches files", async () => {
  await project.argosy("run churn.ts --set rows=20 --json");
  const run = (await runIds()).at(-1) ?? "";
  expect((await project.argosy(`explain-cache ${run} train`)).stdout).toContain("input.rows (10 → 20)");
  expect((await project.argosy(`explain-cache ${run} nothing`)).code).toBe(2);
  const { stdout } = await project.argosy(`artifacts ls ${run} --json`);
  const [artifact] = JSON.parse(stdout.replaceAll("<root>", project.root)) as { path: string; uri: string }[];
  expect(artifact?.path).toBe("load");
  expect(await project.argosy(["artifacts", "get", artifact?.uri ?? ""])).toMatchObject({
    code: 0,
    stdout: "r".repeat(20),
  });
});

it("refuses what does not fit with --strict, before the start", async () => {
  const { code, stderr } = await project.argosy("run churn.ts --strict --memory 32Mi");
  expect(code).toBe(3);
  expect(stderr).toContain("load asks for 0.1 CPU and 64 MiB of memory, and this machine has");
});

it("forgets runs", async () => {
  const before = await runIds();
  expect((await project.argosy(`runs rm ${before[0]}`)).code).toBe(0);
  expect(await runIds()).toEqual(before.slice(1));
  expect((await project.argosy("runs gc --keep 1")).stdout).toContain(`removed ${before.length - 2} runs`);
  expect(await runIds()).toEqual(before.slice(-1));
  expect((await project.argosy(`resume ${before.at(-1)} --json`)).code).toBe(0);
  expect((await project.argosy("resume nothing")).stderr).toContain("there is no run nothing; the latest is");
});

/** What a run that is stopped still does: the `finally` blocks whose `try` had begun. */
import { createRequire } from "node:module";
import { compile, type Compiled } from "@argosy/compiler";
import { runLocal, type RunEvent, type RunOutcome } from "@argosy/runner";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

const options = `{ cpu: "50m", memory: "64Mi", effect: true }`;
const steps = `import { pipeline, sleep, step } from "@argosy/sdk";
const open = step(${options}, ({ name }: { name: string }) => ({ id: name + "-1" }));
const close = step(${options}, ({ id }: { id: string }) => { console.log("closed " + id); return id; });
const quick = step(${options}, ({ n }: { n: number }) => n);
const slow = step(${options}, async ({ n }: { n: number }) => {
  console.log("slow " + n);
  await new Promise((resolve) => setTimeout(resolve, 120_000));
  return n;
});
`;

/** A pipeline, and what its steps say when it is stopped as soon as `slow` runs. */
const cases: { readonly [name: string]: readonly [body: string, said: readonly string[]] } = {
  "with what its try was given": [
    `const a = await open({ name: "a" });
     try { await slow({ n: 1 }); await slow({ n: 2 }); } finally { await close({ id: a.id }); }
     await close({ id: "not started" });`,
    ["slow 1", "closed a-1"],
  ],
  "with the variables as they were left": [
    `let stage = "start";
     try { stage = String(await quick({ n: 7 })); await slow({ n: 1 }); stage = "over"; }
     finally { await close({ id: stage }); }`,
    ["slow 1", "closed 7"],
  ],
  "from the inside outwards": [
    `const a = await open({ name: "a" });
     try {
       const b = await open({ name: "b" });
       try { await slow({ n: 1 }); } finally { await close({ id: b.id }); }
     } catch { await close({ id: "not caught" }); } finally { await close({ id: a.id }); await close({ id: "last" }); }`,
    ["slow 1", "closed b-1", "closed a-1", "closed last"],
  ],
  "not where its try had not begun": [
    `try { await slow({ n: 1 }); } catch {}
     try { await quick({ n: 1 }); } finally { await close({ id: "not begun" }); }`,
    ["slow 1"],
  ],
  "not behind a step that nothing catches": [
    `await slow({ n: 1 });
     try { await quick({ n: 1 }); } finally { await close({ id: "not begun" }); }`,
    ["slow 1"],
  ],
  "of items and of called pipelines that had begun": [
    `await Promise.all(names.map(async (name) => {
       const one = await open({ name });
       try { await part({}); } finally { await close({ id: one.id }); }
     }));`,
    ["closed a-1", "closed b-1", "closed part-1", "closed part-1", "slow 1", "slow 1"],
  ],
  "behind a fan-out": [
    `try { await Promise.all(names.map((_, index) => slow({ n: index }))); } finally { await close({ id: "all" }); }`,
    ["closed all", "slow 0", "slow 1"],
  ],
  "behind a loop, with what its rounds have left": [
    `let last = "none";
     try { for (const name of names) { last = name; await slow({ n: 1 }); last = "over"; } }
     finally { await close({ id: last }); }`,
    ["slow 1", "closed a"],
  ],
  "of a promise": [`await slow({ n: 1 }).finally(() => close({ id: "promise" }));`, ["slow 1", "closed promise"]],
  "with the steps that are repeated in it, and a time that is waited for": [
    `try { await slow({ n: 1 }); await sleep("1h"); }
     finally { await sleep("1s"); for (const name of names) await close({ id: name }); }`,
    ["slow 1", "closed a", "closed b"],
  ],
};

const PARALLEL = new Set(["of items and of called pipelines that had begun", "behind a fan-out"]);

let project: Project;
beforeAll(async () => {
  const part = `export const part = pipeline({ name: "part" }, async () => {
    const own = await open({ name: "part" });
    try { await slow({ n: 1 }); } finally { await close({ id: own.id }); }
    return null;
  });`;
  const bodies = Object.values(cases).map(
    ([body], index) =>
      `export const case${index} = pipeline({ name: "case-${index}" }, async ({ names = ["a", "b"] }: { names?: string[] }) => {
        ${body}
        return names.length;
      });`,
  );
  const limited = `export const limited = pipeline({ name: "limited", timeout: "3s" }, async () => {
    try { await slow({ n: 1 }); } finally { await close({ id: "late" }); }
    return null;
  });`;
  project = await createProject({ "stopping.ts": [steps, part, ...bodies, limited].join("\n") });
});
afterAll(() => project.remove());

it.each(Object.entries(cases).map(([name, [, said]], index) => [name, index, said] as const))(
  "a finally block runs %s",
  async (name, index, said) => {
    const ran = await stopped(`case-${index}`, PARALLEL.has(name) ? 2 : 1);
    expect(ran.outcome).toMatchObject({ status: "cancelled", failure: { name: "CancelledError" } });
    expect(PARALLEL.has(name) ? ran.said.toSorted() : ran.said).toEqual(said);
  },
);

it("a finally block runs when the time of the pipeline is over, and the run has failed by that", async () => {
  const ran = await stopped("limited", Number.POSITIVE_INFINITY);
  expect(ran.said).toEqual(["slow 1", "closed late"]);
  expect(ran.outcome).toMatchObject({ status: "failed", failure: { name: "PipelineTimeoutError" } });
});

/** Compiled as `argosy run` does it, and stopped when `slow` has said something for the nth time. */
async function stopped(pipeline: string, nth: number): Promise<{ outcome: RunOutcome; said: readonly string[] }> {
  const { program, bundles } = await compiled(pipeline);
  const controller = new AbortController();
  const said: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.kind !== "task-log" || event.stream !== "stdout") return;
    said.push(event.line);
    if (said.length === nth) controller.abort();
  };
  const workDir = project.path(`work-${pipeline}-${nth}`);
  const defaults = program.params.map(({ name, default: fallback }) => [name, fallback ?? null] as const);
  const params = Object.fromEntries(defaults);
  const outcome = await runLocal({ program, bundles, params, workDir, signal: controller.signal, onEvent });
  return { outcome, said };
}

async function compiled(pipeline: string): Promise<Compiled> {
  const { compiled: made, diagnostics } = await compile({
    entry: project.path("stopping.ts"),
    pipeline,
    target: "local",
    podRuntime: createRequire(import.meta.url).resolve("@argosy/runner/pod"),
    settings: { image: "node:24-slim" },
  });
  if (made === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return made;
}

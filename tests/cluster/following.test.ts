/** What is said while a run goes on, and what becomes of it when nobody follows it any longer. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster, type RunningCommand } from "./cluster.ts";

const FILE = pathOf("failing");
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

function start(seconds: number, ...args: readonly string[]): RunningCommand {
  return cluster.start(FILE, { seconds }, ["--pipeline", "waiting", ...args]);
}

describe.concurrent("a run that is followed", () => {
  it("goes on when the follower is interrupted, who says how to follow and stop it", async () => {
    const command = start(300);
    await command.printed(/waiting-[0-9a-f]{8}|wait.*running/);
    await cluster.eventually(async () =>
      (await cluster.kubectl("get", "pods", "-l", "workflows.argoproj.io/workflow")).includes("waiting-"),
    );
    command.interrupt();
    const { exitCode, stdout, stderr } = await command.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toBe("");
    const stop = /stop it:\s+(kubectl .*)$/m.exec(stderr)?.[1] ?? "";
    expect(stop).toContain("shutdown");
    const run = /waiting-[0-9a-f]{8}/.exec(stop)?.[0] ?? "";
    expect(await phaseOf(run)).toBe("Running");
    await shell(stop);
    await cluster.eventually(async () => (await phaseOf(run)) === "Failed");
  });

  it("warns of an image that cannot be pulled", async () => {
    const command = start(0, "--image", "localhost/no-such-image:1");
    await command.printed(/AR6021.*no-such-image:1/);
    command.interrupt();
    expect((await command.ended).exitCode).toBe(130);
  });

  it("is missed when somebody deletes it", async () => {
    const command = start(300);
    const run = (await command.printed(/waiting-[0-9a-f]{8}/))[0];
    await cluster.kubectl("delete", "workflow", run);
    const { exitCode, stderr } = await command.ended;
    expect(exitCode, stderr).toBe(5);
    expect(stderr).toContain("AR6016");
  });

  it("is cancelled when somebody stops it", async () => {
    const command = start(300);
    const run = (await command.printed(/waiting-[0-9a-f]{8}/))[0];
    await cluster.kubectl("patch", "workflow", run, "--type", "merge", "-p", '{"spec":{"shutdown":"Stop"}}');
    const { exitCode, stdout, stderr } = await command.ended;
    expect(exitCode, stderr).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toContain("stopped");
  });
});

describe.concurrent("a run that ends in the middle of a try", () => {
  const file = pathOf("finally-stopped");

  it("runs the finally block that is due when somebody stops it, and none whose try had not begun", async () => {
    const command = cluster.start(file, { name: 'a "b"' }, ["--pipeline", "finally-stopped"]);
    const run = (await command.printed(/finally-stopped-[0-9a-f]{8}/))[0];
    await command.printed(/work.*running/);
    await cluster.kubectl("patch", "workflow", run, "--type", "merge", "-p", '{"spec":{"shutdown":"Stop"}}');
    const { exitCode, stderr } = await command.ended;
    expect(exitCode, stderr).toBe(4);
    expect(await closed(run)).toEqual([
      { closed: 'machine-a "b"', note: 'of a "b"' },
      { closed: 'machine-a "b"', note: "again" },
    ]);
  });

  it("runs it when the time of the pipeline is over", async () => {
    const command = cluster.start(file, { name: "a" }, ["--pipeline", "finally-late"]);
    const run = (await command.printed(/finally-late-[0-9a-f]{8}/))[0];
    const { exitCode, stderr } = await command.ended;
    expect(exitCode, stderr).toBe(4);
    expect(await closed(run)).toEqual([
      { closed: "machine-a", note: "of a" },
      { closed: "machine-a", note: "again" },
    ]);
  });
});

/** What the steps called `close` gave, in the order in which they ended. */
async function closed(run: string): Promise<readonly unknown[]> {
  const { status } = JSON.parse(await cluster.kubectl("get", "workflow", run, "-o", "json")) as ClosedRun;
  return Object.values(status.nodes)
    .filter(({ type, templateName, phase }) => type === "Pod" && templateName === "close" && phase === "Succeeded")
    .sort((a, b) => Date.parse(a.finishedAt) - Date.parse(b.finishedAt))
    .map(({ outputs }) => JSON.parse(outputs.parameters[0]?.value ?? "null") as unknown);
}

interface ClosedRun {
  readonly status: {
    readonly nodes: {
      readonly [id: string]: {
        readonly type: string;
        readonly templateName: string;
        readonly phase: string;
        readonly finishedAt: string;
        readonly outputs: { readonly parameters: readonly { readonly value: string }[] };
      };
    };
  };
}

describe("two versions of a pipeline submitted at once", () => {
  it("runs each as its submitter compiled it", async () => {
    const versions = ["one", "two", "one", "two"];
    const results = await Promise.all(versions.map((version) => cluster.submit(pathOf(`raced-${version}`), {})));
    for (const { exitCode, stderr } of results) expect(exitCode, stderr).toBe(0);
    expect(results.map(({ stdout }) => JSON.parse(stdout) as string)).toEqual(versions);
  });
});

describe("a run that is only started", () => {
  it("prints one JSON value that names it", async () => {
    const { exitCode, stdout, stderr } = await cluster.submit(
      FILE,
      { seconds: 0 },
      { args: ["--pipeline", "waiting"], watch: false },
    );
    expect(exitCode, stderr).toBe(0);
    const started = JSON.parse(stdout) as { readonly run: string; readonly namespace: string };
    expect(started.namespace).toBe(cluster.namespace);
    await cluster.eventually(async () => (await phaseOf(started.run)) === "Succeeded");
  });
});

function pathOf(pipeline: string): string {
  return fileURLToPath(new URL(`pipelines/${pipeline}.ts`, import.meta.url));
}

async function phaseOf(run: string): Promise<string> {
  return cluster.kubectl("get", "workflow", run, "-o", "jsonpath={.status.phase}");
}

function shell(command: string): Promise<void> {
  const child = spawn("sh", ["-c", command], { stdio: "ignore" });
  return new Promise((resolve, reject) =>
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`)))),
  );
}

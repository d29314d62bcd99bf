/** What options become of real pods. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "./cluster.ts";

const FILE = fileURLToPath(new URL("pipelines/options.ts", import.meta.url));
let cluster: Cluster;

interface Pod {
  readonly metadata: { readonly creationTimestamp: string };
  readonly spec: {
    readonly containers: readonly { readonly name: string; readonly resources: unknown }[];
  };
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state: { readonly terminated?: { readonly exitCode: number } };
    }[];
  };
}

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

/** From the first attempt to the last. */
async function podsOf(step: string): Promise<readonly Pod[]> {
  const { items } = JSON.parse(await cluster.kubectl("get", "pods", "-l", `argosy.dev/step=${step}`, "-o", "json")) as {
    readonly items: readonly Pod[];
  };
  return items.toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
}

function memoryOf(pod: Pod): unknown {
  const { resources } = pod.spec.containers.find(({ name }) => name === "main") as {
    resources: { requests: { memory: string }; limits: { memory: string } };
  };
  return [resources.requests.memory, resources.limits.memory];
}

function endOf({ status }: Pod): unknown {
  return status.containerStatuses?.find(({ name }) => name === "main")?.state.terminated?.exitCode;
}

it.concurrent("a step that runs out of memory gets more until it has enough", async () => {
  const { exitCode, stdout, stderr } = await cluster.submit(FILE, {}, { args: ["--pipeline", "options"] });
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    { held: 190, attempt: 2, limit: 300 },
    { held: 100, attempt: 1 },
  ]);
  const [buffers, objects] = [await podsOf("buffers"), await podsOf("objects")];
  const ladder = [
    ["96Mi", "96Mi"],
    ["192Mi", "192Mi"],
    ["300Mi", "300Mi"],
  ];
  expect(buffers.map(memoryOf)).toEqual(ladder);
  expect(objects.map(memoryOf)).toEqual(ladder.slice(0, 2));
  expect(buffers.map(endOf)).toEqual([137, 137, 0]);
  expect(objects.map(endOf)).toEqual([134, 0]);
});

describe.concurrent("a pipeline that waits", () => {
  const start = (pipeline: string, input: object) => cluster.start(FILE, input, ["--pipeline", pipeline]);

  it.each([
    ["goes on after a yes", [], 0, '"deployed to production"\n'],
    ["fails after a no", ["--refuse"], 4, ""],
  ] as const)("%s, without a pod meanwhile", async (_, how, exitCode, stdout) => {
    const command = start("waits", { to: "production" });
    const [, run = ""] = await command.printed(/`approve` asks: Deploy "it"\? \{ \{x\}\}.*`argosy approve (\S+)/);
    expect(await cluster.kubectl("get", "pods", "-l", `workflows.argoproj.io/workflow=${run}`, "-o", "name")).toBe("");
    const answered = await cluster.argosy(["approve", run, ...how]);
    expect(answered).toMatchObject({ exitCode: 0, stderr: "" });
    const ended = await command.ended;
    expect(ended, ended.stderr).toMatchObject({ exitCode, stdout });
    if (exitCode === 4) expect(ended.stderr).toMatch(/options\.ts:\d+:\d+.*RefusedError: a person refused it/);
    const again = await cluster.argosy(["approve", run]);
    expect(again).toMatchObject({ exitCode: 5, stdout: "" });
    expect(again.stderr).toContain("AR6029");
  });

  it("fails when nobody answers in time", async () => {
    const { exitCode, stderr } = await start("impatient", {}).ended;
    expect(exitCode).toBe(4);
    expect(stderr).toContain("TimeoutError: nobody answered within 3 s");
  });
});

it.concurrent("a schedule of its own fires, with the rights that it was given", async () => {
  const where = ["--namespace", cluster.namespace, "--service-account", "nobody-else"];
  const how = ["--pipeline", "nightly", "--kind", "CronWorkflow", "--rbac"];
  const { stdout, stderr } = await cluster.argosy(["compile", FILE, ...how, ...where]);
  const file = join(cluster.folder, "nightly.yaml");
  await writeFile(file, stdout);
  await cluster.kubectl("create", "serviceaccount", "nobody-else");
  await cluster.kubectl("apply", "--server-side", "--validate=strict", "-f", file);
  const label = "argosy.dev/pipeline=nightly,workflows.argoproj.io/completed=true";
  const phases = (): Promise<string> =>
    cluster.kubectl("get", "workflows", "-l", label, "-o", "jsonpath={.items[*].status.phase}");
  await cluster.eventually(async () => (await phases()) !== "", 180);
  // Its runs go with it.
  const ended = await phases();
  await cluster.kubectl("delete", "cronworkflow", "nightly");
  expect(ended, stderr).toMatch(/^Succeeded/);
});

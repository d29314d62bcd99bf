import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoweredProgram } from "@argosy/sdk/ir";
import { createKfpApi } from "./api.ts";
import { kfpClient, type KfpClient } from "./client.ts";
import { type KfpSettings, withEnvironment } from "./connection.ts";
import type { RunEvent } from "../events.ts";
import { triggerOf } from "./schedule.ts";
import { type KfpServer, startKfpServer } from "./server.fixture.ts";
import type { KfpSubmission } from "./submission.ts";
import { submitToKfp } from "./submit.ts";
import { watchKfpRun } from "./watch-run.ts";

let server: KfpServer;
const waits: number[] = [];
const pause = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);

beforeEach(async () => {
  server = await startKfpServer();
  waits.length = 0;
});
afterEach(() => server.close());

function client(settings: Partial<KfpSettings> = {}): KfpClient {
  return kfpClient(createKfpApi({ host: server.host, ...settings }, { pause }));
}

const span = { file: "churn.ts", line: 3, column: 1, start: 0, end: 1 } as never;

function submission(options: object = {}, parts: Partial<KfpSubmission> = {}): KfpSubmission {
  const train = { kind: "pod", id: "train", step: "s", call: "train", needs: [], guards: [], reads: {}, span };
  const program = {
    name: "churn",
    options,
    main: "main",
    steps: [{ id: "s", name: "train" }],
    scopes: { main: { id: "main", tasks: [train] } },
    span,
  } as unknown as LoweredProgram;
  const parameters = { rows: { parameterType: "NUMBER_INTEGER" }, mode: { parameterType: "STRING" } };
  return {
    program,
    documents: [{ root: { inputDefinitions: { parameters } } }],
    text: "pipelineInfo: {}\n",
    parameters: { rows: 3, mode: ["a"] },
    ...parts,
  };
}

describe("submitting", () => {
  it("uploads what the server does not have, and starts a run of that version", async () => {
    const first = await submitToKfp(submission(), client({ namespace: "ml" }));
    const again = await submitToKfp(submission(), client({ namespace: "ml" }));
    const other = await submitToKfp(submission({}, { text: "pipelineInfo: { name: other }\n" }), client());
    expect(first).toMatchObject({ run: "run-1", pipeline: "pipeline-1" });
    expect(again.version).toBe(first.version);
    expect(other.version).not.toBe(first.version);
    const uploads = server.asked.filter(({ path }) => path.includes("/upload"));
    expect(uploads.map(({ path }) => path.split("?")[0])).toEqual([
      "/apis/v2beta1/pipelines/upload",
      "/apis/v2beta1/pipelines/upload_version",
      "/apis/v2beta1/pipelines/upload_version",
    ]);
    expect(uploads[0]?.path).toContain("namespace=ml");
    expect(uploads[0]?.body).toContain('name="uploadfile"; filename="churn.yaml"');
    expect(uploads[0]?.body).toContain("pipelineInfo: {}");
    const run = server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/runs"));
    expect(JSON.parse(run?.body ?? "")).toEqual({
      display_name: "churn",
      runtime_config: { parameters: { rows: 3, mode: '["a"]' } },
      pipeline_version_reference: { pipeline_id: "pipeline-1", pipeline_version_id: first.version },
    });
  });

  it("finds the version it made before on a later page", async () => {
    const versions = ["a", "b", "c"].map((name) => submission({}, { text: name }));
    const made = [];
    for (const one of versions) made.push((await submitToKfp(one, client())).version);
    expect((await submitToKfp(versions[2] as KfpSubmission, client())).version).toBe(made[2]);
  });

  it("keeps one recurring run of a pipeline with a schedule", async () => {
    const options = { schedule: "0 2 * * *" };
    const first = await submitToKfp(submission(options), client());
    const second = await submitToKfp(submission(options), client());
    const known = await client().recurringRuns();
    expect(known.map((one) => one.recurring_run_id)).toEqual([second.recurringRun]);
    expect(second.recurringRun).not.toBe(first.recurringRun);
    const made = server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/recurringruns"));
    expect(JSON.parse(made?.body ?? "")).toMatchObject({
      max_concurrency: "1",
      mode: "ENABLE",
      no_catchup: true,
      trigger: { cron_schedule: { cron: "0 0 2 * * *" } },
      runtime_config: { parameters: {} },
    });
  });
});

describe("schedules", () => {
  it("are cron with seconds, or a period", () => {
    expect(triggerOf("@every 6h", undefined)).toEqual({ periodic_schedule: { interval_second: "21600" } });
    expect(triggerOf("@daily", "UTC")).toEqual({ cron_schedule: { cron: "@daily" } });
    expect(() => triggerOf("@daily", "Europe/Berlin")).toThrow(/no time zone such as Europe\/Berlin/);
  });
});

describe("lists", () => {
  it("have all pages, or as many as are wanted", async () => {
    expect((await client().runs()).map((run) => run.run_id)).toEqual(["run-1", "run-2", "run-3", "run-4", "run-5"]);
    expect(await client().runs({ limit: 3 })).toHaveLength(3);
    expect(server.asked[0]?.path).toContain("sort_by=created_at+desc");
  });
});

describe("faults", () => {
  it("asks again after a dropped connection and a busy server, and waits as long as it says", async () => {
    server.faults.push("drop", { status: 503 }, { status: 429, retryAfter: 7 });
    expect(await client().health()).toMatchObject({ tag_name: "2.14.3" });
    expect(waits).toEqual([500, 1_000, 7_000]);
  });

  it("never starts a second run when the answer to the first got lost", async () => {
    server.faults.push("drop");
    const run = { display_name: "churn", runtime_config: { parameters: {} }, pipeline_version_reference: {} as never };
    await expect(client().startRun(run)).rejects.toMatchObject({ code: "AR6101" });
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    [{ status: 401 }, "AR6104", /does not know who is asking/],
    [{ status: 403, body: '{"message":"User bob is not authorized"}' }, "AR6105", /you may not .*User bob/],
    [{ status: 404, body: '{"message":"Run run-1 not found"}' }, "AR6106", /Run run-1 not found/],
    [{ status: 400, body: '{"error_message":"unknown field"}' }, "AR6109", /refuses to find the run .*unknown field/],
    [{ status: 500, body: "<html>" }, "AR6108", /fails to find the run run-1: no reason is given/],
  ])("says %j in the user's terms", async (fault, code, message) => {
    server.faults.push(fault);
    await expect(client().run("run-1")).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("recognises a login page", async () => {
    server.faults.push({ status: 200, body: "<html>log in</html>" });
    await expect(client().run("run-1")).rejects.toMatchObject({ code: "AR6103" });
  });
});

describe("who asks", () => {
  it("is a token, from a file that may change, and headers", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "argosy-token-")), "token");
    writeFileSync(file, "first\n");
    const settings = withEnvironment({ host: server.host }, { KF_PIPELINES_SA_TOKEN_PATH: file });
    const one = client({ ...settings, headers: { "kubeflow-userid": "bob@example.com" } });
    await one.health();
    writeFileSync(file, "second\n");
    await one.health();
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer first", "Bearer second"]);
    expect(server.asked[0]?.headers["kubeflow-userid"]).toBe("bob@example.com");
    await expect(client({ tokenFile: "/nowhere" }).health()).rejects.toMatchObject({ code: "AR6102" });
  });
});

describe("watching", () => {
  const detail = (state: string, more: object = {}) => ({
    run_details: {
      task_details: [
        { task_id: "t1", display_name: "train", state, ...more },
        { task_id: "t2", display_name: "if" },
      ],
    },
  });
  const watch = async () => {
    const events: RunEvent[] = [];
    const follow = { onEvent: (event: RunEvent) => void events.push(event) };
    const outcome = await watchKfpRun("run-1", submission().program, client(), follow, { pause, now: () => 0 });
    return { outcome, kinds: events.map((event) => event.kind) };
  };

  it("tells of our tasks until the run has succeeded, over lost answers", async () => {
    server.states = [
      { state: "PENDING" },
      { state: "RUNNING", ...detail("RUNNING") },
      { state: "SUCCEEDED", ...detail("SUCCEEDED") },
    ];
    server.faults.push("drop");
    const { outcome, kinds } = await watch();
    expect(outcome).toEqual({ status: "succeeded", run: "run-1", result: null });
    expect(kinds).toEqual(["run-started", "task-started", "task-finished", "warning", "run-finished"]);
  });

  it("tells which step failed, and where it is called", async () => {
    server.states = [{ state: "FAILED", ...detail("FAILED", { error: { message: "exit code 1" } }) }];
    const { outcome, kinds } = await watch();
    expect(outcome).toMatchObject({
      status: "failed",
      failure: { step: "train", message: "exit code 1", at: "churn.ts:3:1" },
    });
    expect(kinds).toEqual(["run-started", "task-started", "task-failed", "run-finished"]);
  });

  it("tells that somebody stopped it", async () => {
    server.states = [{ state: "CANCELING" }, { state: "CANCELED" }];
    expect((await watch()).outcome).toMatchObject({ status: "cancelled", failure: { cause: "cancelled" } });
  });
});

it("stops, retries and reads what a pod printed", async () => {
  await client().terminate("run-1");
  await client().retry("run-1");
  expect(await client().log("run-1", "pod-1")).toBe("line 1\nline 2\n");
  expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /apis/v2beta1/runs/run-1:terminate",
    "POST /apis/v2beta1/runs/run-1:retry",
    "GET /apis/v1alpha1/runs/run-1/nodes/pod-1/log",
  ]);
});

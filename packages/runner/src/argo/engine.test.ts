import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerResponse } from "node:http";
import { pathToFileURL } from "node:url";
import { DirectoryStore, encodeWire, encodeWireError, encodeWireSpill } from "@argosy/sdk/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { RunEvent } from "../events.ts";
import { sendJson, startApiServer, statusBody, type SeenRequest } from "./api-server.fixture.ts";
import { createApi } from "./api.ts";
import { applyObjects } from "./apply.ts";
import { runOn } from "./engine.ts";
import type { KubernetesObject, WorkflowNode } from "./objects.ts";
import { nodesFrom, program } from "./run.fixture.ts";
import type { ArgoSettings } from "./submission.ts";

const ARGO = "/apis/argoproj.io/v1alpha1/namespaces/ml";
const template: KubernetesObject = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "WorkflowTemplate",
  metadata: { name: "fan" },
  spec: { entrypoint: "main", templates: [] },
};
const code: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "fan-code", namespace: "other" },
};

type Status = {
  readonly phase: string;
  readonly message?: string;
  readonly nodes?: { readonly [id: string]: WorkflowNode };
};

/** A cluster whose controller brings the nth run at once to the nth status. */
async function serveCluster(
  statuses: readonly ((run: string) => Status)[],
  special?: (request: SeenRequest, response: ServerResponse) => boolean,
) {
  const runs: string[] = [];
  let applied = "";
  const server = await startApiServer((request, response) => {
    if (special?.(request, response) === true) return;
    if (request.query.has("watch")) return response.writeHead(200).flushHeaders();
    if (request.method === "POST") {
      const body = JSON.parse(request.body) as KubernetesObject;
      runs.push(body.metadata.name ?? "");
      return sendJson(response, 201, body);
    }
    if (request.path === `${ARGO}/workflowtemplates/fan`)
      applied = JSON.parse(request.body).spec.workflowMetadata.annotations["argosy.dev/applied"];
    if (request.method === "PATCH") return sendJson(response, 200, {});
    if (request.path.endsWith("/log"))
      return void response.end('time=… level=INFO msg="waiting" argo=true\nline 1\nline 2\nError: exit status 1\n');
    const run = runs.at(-1) ?? "";
    const status = statuses[Math.min(runs.length, statuses.length) - 1]?.(run);
    const item = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Workflow",
      metadata: { name: run, resourceVersion: "7", annotations: { "argosy.dev/applied": applied } },
      status,
    };
    sendJson(response, 200, { metadata: { resourceVersion: "8" }, items: [item] });
  });
  return { server, runs };
}

function succeeded(result: string): (run: string) => Status {
  return (run) => ({
    phase: "Succeeded",
    nodes: nodesFrom([
      run,
      { type: "DAG", phase: "Succeeded", outputs: { parameters: [{ name: "result", value: result }] } },
    ]),
  });
}

async function run(
  cluster: Awaited<ReturnType<typeof serveCluster>>,
  settings: ArgoSettings = {},
  signal?: AbortSignal,
  what = program,
) {
  const events: RunEvent[] = [];
  const submission = {
    program: what,
    documents: [code, template],
    parameters: { name: "a{{b", rows: 3, left: undefined },
  };
  const outcome = await runOn(cluster.server.connection, submission, settings, {
    onEvent: (event) => events.push(event),
    ...(signal === undefined ? {} : { signal }),
  });
  return { outcome, events };
}

describe("a run on a cluster", () => {
  it("applies, starts with wire text, follows and gives the result", async () => {
    const cluster = await serveCluster([succeeded(encodeWire({ best: "{{x}}" }))]);
    await using _ = cluster.server;
    const { outcome, events } = await run(cluster);
    expect(outcome).toEqual({ status: "succeeded", run: cluster.runs[0], result: { best: "{{x}}" } });
    expect(events.map(({ kind }) => kind)).toEqual(["run-started", "run-finished"]);

    const [configMap, applied, created] = cluster.server.requests;
    expect([configMap?.path, applied?.path]).toEqual([
      "/api/v1/namespaces/other/configmaps/fan-code",
      `${ARGO}/workflowtemplates/fan`,
    ]);
    expect(Object.fromEntries(applied?.query ?? [])).toEqual({
      fieldManager: "argosy",
      fieldValidation: "Strict",
      force: "false",
    });
    expect(applied?.headers["content-type"]).toBe("application/apply-patch+yaml");
    expect(JSON.parse(applied?.body ?? "")).toMatchObject({
      metadata: { name: "fan", namespace: "ml" },
      spec: { entrypoint: "main" },
    });
    expect(JSON.parse(created?.body ?? "")).toMatchObject({
      metadata: { name: expect.stringMatching(/^fan-[0-9a-f]{8}$/), namespace: "ml" },
      spec: {
        workflowTemplateRef: { name: "fan" },
        arguments: {
          parameters: [
            { name: "name", value: String.raw`"a\u007b{b"` },
            { name: "rows", value: "3" },
          ],
        },
      },
    });
  });

  it("takes what fan-outs collected out of its wire texts", async () => {
    const cluster = await serveCluster([
      succeeded(JSON.stringify([encodeWire("a"), encodeWire({ b: [1] }), encodeWire(undefined)])),
    ]);
    await using _ = cluster.server;
    const collected: LoweredProgram = {
      ...program,
      scopes: {
        ...program.scopes,
        main: {
          ...program.scopes["main"]!,
          output: { kind: "ref", ref: { kind: "task", task: "each", port: "out", lists: 1 } },
        },
      },
    };
    expect((await run(cluster, {}, undefined, collected)).outcome).toMatchObject({
      status: "succeeded",
      result: ["a", { b: [1] }, undefined],
    });
  });

  it("gives null for a result of undefined", async () => {
    const cluster = await serveCluster([succeeded(encodeWire(undefined))]);
    await using _ = cluster.server;
    expect((await run(cluster)).outcome).toMatchObject({ status: "succeeded", result: null });
  });

  it("fails when the program threw, which the workflow itself does not see", async () => {
    const cluster = await serveCluster([
      succeeded(encodeWireError({ name: "RangeError", message: "no best", at: "fan.ts:9:3" })),
    ]);
    await using _ = cluster.server;
    const { outcome, events } = await run(cluster);
    expect(outcome).toMatchObject({
      status: "failed",
      failure: { name: "RangeError", message: "no best", cause: "program", at: "fan.ts:9:3" },
    });
    expect(events.at(-1)).toMatchObject({ kind: "run-finished", status: "failed" });
  });

  it("names the step that failed, and what it printed last", async () => {
    const cluster = await serveCluster([
      (name) => ({
        phase: "Failed",
        nodes: nodesFrom(
          [name, { name, type: "DAG", phase: "Failed" }],
          [
            `${name}-77`,
            {
              displayName: "list",
              templateName: "list-x",
              boundaryID: name,
              phase: "Failed",
              to: 5,
              message: "main: Error (exit code 1): Error: boom (at fan.ts:3:9)",
            },
          ],
          [`${name}-78`, { displayName: "join", boundaryID: name, type: "Skipped", phase: "Omitted", from: 5, to: 5 }],
        ),
      }),
    ]);
    await using _ = cluster.server;
    const { outcome } = await run(cluster);
    expect(outcome).toMatchObject({
      status: "failed",
      failure: { step: "list", message: "boom", at: "fan.ts:3:9", log: ["line 1", "line 2"] },
      others: [],
    });
    expect(cluster.server.requests.at(-1)?.path).toBe(`/api/v1/namespaces/ml/pods/${cluster.runs[0]}-list-x-77/log`);
  });

  it("is the cluster's failure when pods may not report", async () => {
    const message =
      'wait: Error (exit code 64): workflowtaskresults.argoproj.io is forbidden: User "system:serviceaccount:ml:bare" cannot create resource';
    const cluster = await serveCluster([
      (name) => ({
        phase: "Error",
        nodes: nodesFrom(
          [name, { name, type: "DAG", phase: "Error" }],
          [`${name}-1`, { boundaryID: name, phase: "Error", message }],
        ),
      }),
    ]);
    await using _ = cluster.server;
    await expect(run(cluster)).rejects.toMatchObject({ code: "AR6018" });
  });

  it("starts again when the controller ran an older template", async () => {
    let first = true;
    const cluster = await serveCluster([succeeded("1"), succeeded("2")], (request, response) => {
      if (request.method !== "GET" || request.query.has("watch") || !first) return false;
      first = false;
      const item = {
        metadata: { name: "old", resourceVersion: "7", annotations: { "argosy.dev/applied": "older" } },
        status: { phase: "Running" },
      };
      sendJson(response, 200, { metadata: { resourceVersion: "8" }, items: [item] });
      return true;
    });
    await using _ = cluster.server;
    const { outcome } = await run(cluster);
    expect(outcome).toMatchObject({ status: "succeeded", run: cluster.runs[1], result: 2 });
    const stopped = cluster.server.requests.find(
      ({ path, method }) => method === "PATCH" && path === `${ARGO}/workflows/${cluster.runs[0]}`,
    );
    expect(JSON.parse(stopped?.body ?? "")).toEqual({ spec: { shutdown: "Terminate" } });
    const applied = cluster.server.requests.filter(({ path }) => path === `${ARGO}/workflowtemplates/fan`);
    expect(applied).toHaveLength(2);
  });

  it("never goes on with a run of a template that others applied", async () => {
    const cluster = await serveCluster([succeeded("1")], (request, response) => {
      if (request.method !== "GET" || request.query.has("watch")) return false;
      const item = {
        metadata: { name: "run", resourceVersion: "7", annotations: { "argosy.dev/applied": "of somebody else" } },
        status: { phase: "Running" },
      };
      sendJson(response, 200, { metadata: { resourceVersion: "8" }, items: [item] });
      return true;
    });
    await using _ = cluster.server;
    await expect(run(cluster)).rejects.toMatchObject({ code: "AR6027" });
    const stopped = cluster.server.requests.filter(({ body }) => body.includes("Terminate"));
    expect(stopped).toHaveLength(cluster.runs.length);
  });

  it("takes a run that exists already for its own, started by a request whose answer got lost", async () => {
    let name = "";
    const cluster = await serveCluster([], (request, response) => {
      if (request.method === "POST") {
        name = JSON.parse(request.body).metadata.name;
        sendJson(
          response,
          409,
          statusBody(409, `workflows.argoproj.io "${name}" already exists`, { reason: "AlreadyExists" }),
        );
        return true;
      }
      if (request.path === `${ARGO}/workflows/${name}`) {
        sendJson(response, 200, { metadata: { name } });
        return true;
      }
      if (request.method !== "GET") return false;
      sendJson(response, 200, {
        metadata: { resourceVersion: "8" },
        items: [{ metadata: { name, resourceVersion: "1" }, status: succeeded("5")(name) }],
      });
      return true;
    });
    await using _ = cluster.server;
    expect((await run(cluster)).outcome).toMatchObject({ status: "succeeded", result: 5 });
  });
});

describe("a run that is followed no longer", () => {
  it.each([
    ["leave", "goes on in the cluster", 0],
    ["stop", "was asked to stop", 1],
  ] as const)("with onAbort: %s", async (onAbort, words, patches) => {
    const stop = new AbortController();
    const cluster = await serveCluster(
      [(name) => ({ phase: "Running", nodes: nodesFrom([name, { name, type: "DAG", phase: "Running" }]) })],
      ({ query }) => {
        if (query.has("watch")) stop.abort();
        return false;
      },
    );
    await using _ = cluster.server;
    const { outcome } = await run(cluster, { onAbort }, stop.signal);
    expect(outcome).toMatchObject({
      status: "cancelled",
      run: cluster.runs[0],
      failure: { message: expect.stringContaining(words) },
    });
    const stops = cluster.server.requests.filter(
      ({ path, method }) => method === "PATCH" && path.includes("/workflows/"),
    );
    expect(stops.map(({ body }) => JSON.parse(body))).toEqual(
      Array.from({ length: patches }, () => ({ spec: { shutdown: "Stop" } })),
    );
  });
});

describe("a result that lies in the store", () => {
  let folder = "";
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "argosy-store-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is read from there, and its absence is told", async () => {
    const spill = await new DirectoryStore(folder).put('{"large":true}');
    const cluster = await serveCluster([succeeded(encodeWireSpill(spill))]);
    await using _ = cluster.server;
    expect((await run(cluster, { store: pathToFileURL(folder).href })).outcome).toMatchObject({
      result: { large: true },
    });
    await expect(run(cluster)).rejects.toMatchObject({ code: "AR6023", message: expect.stringContaining(spill.uri) });
    const lost = await serveCluster([succeeded(encodeWireSpill({ ...spill, uri: `${spill.uri}0` }))]);
    await using __ = lost.server;
    await expect(run(lost, { store: pathToFileURL(folder).href })).rejects.toMatchObject({ code: "AR6023" });
  });
});

describe("applying over what is there", () => {
  const conflict = statusBody(409, 'Apply failed with 1 conflict: conflict with "kubectl": .spec.entrypoint', {
    reason: "Conflict",
  });

  async function applyOver(labels: object) {
    const server = await startApiServer((request, response) => {
      if (request.method === "GET") sendJson(response, 200, { ...template, metadata: { name: "fan", labels } });
      else if (request.query.get("force") === "true") sendJson(response, 200, {});
      else sendJson(response, 409, conflict);
    });
    await using _ = server;
    await applyObjects(createApi(server.connection), [template]);
    return server.requests.map(({ method, query }) => `${method} ${query.get("force") ?? ""}`);
  }

  it("takes over what Argosy made", async () => {
    expect(await applyOver({ "app.kubernetes.io/managed-by": "argosy" })).toEqual([
      "PATCH false",
      "GET ",
      "PATCH true",
    ]);
  });

  it("leaves alone what something else made", async () => {
    await expect(applyOver({})).rejects.toMatchObject({ code: "AR6011" });
  });
});

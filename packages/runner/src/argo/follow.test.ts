import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createApi } from "./api.ts";
import { connectionTo, sendJson, startApiServer, statusBody } from "./api-server.fixture.ts";
import { followWorkflow, type FollowOptions, type Sighting } from "./follow.ts";
import type { Workflow } from "./objects.ts";

const PATH = "/apis/argoproj.io/v1alpha1/namespaces/ml/workflows";

function workflow(version: number, phase: string): Workflow {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    metadata: { name: "churn-1", namespace: "ml", resourceVersion: String(version) },
    status: { phase: phase as "Running" },
  };
}

function list(version: number, ...items: Workflow[]): object {
  return {
    kind: "WorkflowList",
    apiVersion: "argoproj.io/v1alpha1",
    metadata: { resourceVersion: String(version) },
    items,
  };
}

function sendEvent(response: ServerResponse, type: string, object: object): void {
  if (!response.headersSent) response.writeHead(200, { "content-type": "application/json" });
  response.write(`${JSON.stringify({ type, object })}\n`);
}

/** The nth list and the nth watch each get the nth answer; the last one again from then on. */
async function serve(lists: readonly Answer[], watches: readonly Answer[]) {
  let listed = 0;
  let watched = 0;
  const server = await startApiServer((request, response) => {
    const answers = request.query.has("watch") ? watches : lists;
    const index = request.query.has("watch") ? watched++ : listed++;
    answers[Math.min(index, answers.length - 1)]?.(response);
  });
  return {
    server,
    watchesSince: () =>
      server.requests.filter(({ query }) => query.has("watch")).map(({ query }) => query.get("resourceVersion")),
  };
}

type Answer = (response: ServerResponse) => void;

/** Follows until the workflow has ended; waits take no time, but are written down. */
async function follow(api: ReturnType<typeof createApi>, options: FollowOptions = {}) {
  const sightings: Sighting[] = [];
  const waits: number[] = [];
  const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  for await (const sighting of followWorkflow(api, "churn-1", {
    pause: wait,
    random: () => 1,
    silentMs: 5_000,
    ...options,
  })) {
    sightings.push(sighting);
    if (sighting.kind === "workflow" && sighting.workflow.status?.phase === "Succeeded") break;
  }
  return {
    seen: sightings.map((sighting) => (sighting.kind === "workflow" ? sighting.workflow.status?.phase : sighting.kind)),
    waits,
    sightings,
  };
}

describe("following a workflow", () => {
  it("lists, then watches from the list's version", async () => {
    const { server, watchesSince } = await serve(
      [(response) => sendJson(response, 200, list(10, workflow(9, "")))],
      [
        (response) => {
          sendEvent(response, "MODIFIED", workflow(11, "Running"));
          sendEvent(response, "BOOKMARK", { metadata: { resourceVersion: "12" } });
          sendEvent(response, "MODIFIED", workflow(13, "Succeeded"));
        },
      ],
    );
    await using _ = server;
    expect((await follow(createApi(server.connection))).seen).toEqual(["", "Running", "Succeeded"]);
    expect(watchesSince()).toEqual(["10"]);
    expect(server.requests.map(({ path }) => path)).toEqual([PATH, PATH]);
    expect(server.requests.every(({ query }) => query.get("fieldSelector") === "metadata.name=churn-1")).toBe(true);
    expect(server.requests.every(({ headers }) => headers.authorization === "Bearer secret")).toBe(true);
  });

  it("goes on when the server closes the watch or drops the connection, and misses nothing", async () => {
    const { server, watchesSince } = await serve(
      [
        (response) => sendJson(response, 200, list(10, workflow(10, "Pending"))),
        (response) => sendJson(response, 200, list(20, workflow(20, "Running"))),
        (response) => sendJson(response, 200, list(30, workflow(30, "Succeeded"))),
      ],
      [
        (response) => response.writeHead(200).end(),
        (response) => {
          sendEvent(response, "MODIFIED", workflow(21, "Running"));
          setTimeout(() => response.destroy(), 20);
        },
      ],
    );
    await using _ = server;
    const { seen } = await follow(createApi(server.connection));
    expect(seen).toEqual(["Pending", "Running", "Running", "Succeeded"]);
    expect(watchesSince()).toEqual(["10", "20"]);
  });

  it("lists again when its version has expired, by status and by event", async () => {
    const { server, watchesSince } = await serve(
      [
        (response) => sendJson(response, 200, list(10, workflow(10, "Pending"))),
        (response) => sendJson(response, 200, list(20, workflow(20, "Running"))),
        (response) => sendJson(response, 200, list(30, workflow(30, "Succeeded"))),
      ],
      [
        (response) => sendJson(response, 410, statusBody(410, "too old resource version", { reason: "Expired" })),
        (response) => sendEvent(response, "ERROR", statusBody(410, "too old resource version", { reason: "Expired" })),
      ],
    );
    await using _ = server;
    const { seen, waits } = await follow(createApi(server.connection));
    expect(seen).toEqual(["Pending", "Running", "Succeeded"]);
    expect(watchesSince()).toEqual(["10", "20"]);
    expect(waits).toEqual([]);
  });

  it("waits longer and longer while watches fail, and still sees every list", async () => {
    const { server } = await serve(
      [1, 2, 3, 4].map(
        (n) => (response: ServerResponse) =>
          sendJson(response, 200, list(n, workflow(n, n === 4 ? "Succeeded" : "Running"))),
      ),
      [(response) => sendJson(response, 500, statusBody(500, "etcdserver: no leader"))],
    );
    await using _ = server;
    const { seen, waits } = await follow(createApi(server.connection));
    expect(seen).toEqual(["Running", "Running", "Running", "Succeeded"]);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it("asks when the watch is silent", async () => {
    const { server } = await serve(
      [
        (response) => sendJson(response, 200, list(10, workflow(10, "Running"))),
        (response) => sendJson(response, 200, list(11, workflow(10, "Running"))),
        (response) => sendJson(response, 200, list(12, workflow(12, "Succeeded"))),
      ],
      [(response) => response.writeHead(200).flushHeaders()],
    );
    await using _ = server;
    const { seen } = await follow(createApi(server.connection), { silentMs: 40 });
    expect(seen).toEqual(["Running", "silence", "Succeeded"]);
  });

  it("asks when a watch never answers", async () => {
    const { server } = await serve(
      [
        (response) => sendJson(response, 200, list(10, workflow(10, "Running"))),
        (response) => sendJson(response, 200, list(12, workflow(12, "Succeeded"))),
      ],
      [() => {}],
    );
    await using _ = server;
    expect((await follow(createApi(server.connection), { silentMs: 40 })).seen).toEqual(["Running", "Succeeded"]);
  });

  it("says once per failure that the server is out of reach, and gives up in the end", async () => {
    const dead = await startApiServer(() => {});
    await dead[Symbol.asyncDispose]();
    let time = 0;
    const wait = async (milliseconds: number): Promise<void> => void (time += milliseconds);
    const seen: Sighting[] = [];
    const following = (async () => {
      for await (const sighting of followWorkflow(createApi(dead.connection), "churn-1", {
        pause: wait,
        now: () => time,
        random: () => 1,
        patienceMs: 60_000,
      }))
        seen.push(sighting);
    })();
    await expect(following).rejects.toMatchObject({
      code: "AR6015",
      message: expect.stringMatching(/^the run cannot be followed: for \d+ s .* refuses the connection$/),
    });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.every(({ kind }) => kind === "trouble")).toBe(true);
    expect(time).toBeLessThan(120_000);
  });

  it("fails at once when watching is not allowed", async () => {
    const { server } = await serve(
      [
        (response) =>
          sendJson(
            response,
            403,
            statusBody(
              403,
              'workflows.argoproj.io is forbidden: User "jo" cannot list resource "workflows" in API group "argoproj.io" in the namespace "ml"',
            ),
          ),
      ],
      [],
    );
    await using _ = server;
    await expect(follow(createApi(server.connection))).rejects.toMatchObject({
      code: "AR6007",
      message: expect.stringContaining("`jo` may not `list`"),
    });
  });

  it("notices that the run was deleted, while watching and while not", async () => {
    const { server } = await serve(
      [(response) => sendJson(response, 200, list(10, workflow(10, "Running")))],
      [(response) => sendEvent(response, "DELETED", workflow(11, "Running"))],
    );
    await using _ = server;
    expect((await follow(createApi(server.connection))).seen).toEqual(["Running", "gone"]);
    const gone = await serve([(response) => sendJson(response, 200, list(10))], []);
    await using __ = gone.server;
    expect((await follow(createApi(gone.server.connection))).seen).toEqual(["gone"]);
  });

  it("ends quietly when it is aborted while watching", async () => {
    const stop = new AbortController();
    const { server } = await serve(
      [(response) => sendJson(response, 200, list(10, workflow(10, "Running")))],
      [
        (response) => {
          response.writeHead(200).flushHeaders();
          stop.abort();
        },
      ],
    );
    await using _ = server;
    const api = createApi(server.connection, { signal: stop.signal });
    expect((await follow(api, { signal: stop.signal })).seen).toEqual(["Running"]);
  });

  it("ends quietly when it is aborted while asking", async () => {
    const stop = new AbortController();
    const { server } = await serve([() => stop.abort()], []);
    await using _ = server;
    const api = createApi(server.connection, { signal: stop.signal });
    expect((await follow(api, { signal: stop.signal })).seen).toEqual([]);
  });
});

describe("asking the API server", () => {
  const action = { verb: "get", resource: "workflows", group: "argoproj.io", namespace: "ml" } as const;

  it("asks again after 429 and 503, as long as the server says", async () => {
    const answers = [429, 503, 200];
    const server = await startApiServer((_request, response) => {
      const code = answers.shift() ?? 200;
      response.setHeader("retry-after", "2");
      sendJson(response, code, code === 200 ? { ok: true } : statusBody(code, "busy"));
    });
    await using _ = server;
    const waits: number[] = [];
    const api = createApi(server.connection, { pause: async (milliseconds) => void waits.push(milliseconds) });
    expect(await api.json({ method: "GET", path: "/x", action })).toEqual({ ok: true });
    expect(waits).toEqual([2000, 2000]);
  });

  it("gives up on a server that stays busy", async () => {
    const server = await startApiServer((_request, response) =>
      sendJson(response, 503, statusBody(503, "apiserver is shutting down")),
    );
    await using _ = server;
    const api = createApi(server.connection, { pause: async () => {} });
    await expect(api.json({ method: "GET", path: "/x", action })).rejects.toMatchObject({
      code: "AR6014",
      message: expect.stringContaining("apiserver is shutting down"),
    });
    expect(server.requests).toHaveLength(5);
  });

  it("does not wait for ever", async () => {
    const server = await startApiServer(() => {});
    await using _ = server;
    const api = createApi(server.connection, { timeoutMs: 50 });
    await expect(api.json({ method: "GET", path: "/x", action })).rejects.toMatchObject({
      code: "AR6004",
      message: expect.stringContaining("does not answer"),
    });
  });

  it("knows a port where nobody listens", async () => {
    const server = await startApiServer(() => {});
    await server[Symbol.asyncDispose]();
    const port = Number(new URL(server.connection.server).port);
    await expect(createApi(connectionTo(port)).json({ method: "GET", path: "/x", action })).rejects.toMatchObject({
      code: "AR6004",
      message: expect.stringContaining("refuses the connection"),
    });
  });
});

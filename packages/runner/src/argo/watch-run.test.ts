import { describe, expect, it } from "vitest";
import type { RunEventBody } from "../events.ts";
import { createApi } from "./api.ts";
import { sendJson, startApiServer, statusBody } from "./api-server.fixture.ts";
import type { Nodes } from "./nodes.ts";
import { nodesFrom, program } from "./run.fixture.ts";
import { watchRun } from "./watch-run.ts";

const root = ["fan-1", { name: "fan-1", type: "DAG", phase: "Running" }] as const;
const list = { displayName: "list", boundaryID: "fan-1" } as const;

/** Watches a run that stays as it is, on a clock on which every look at it takes twenty seconds. */
async function watchStill(phase: string, nodes: Nodes, pods: readonly object[] | undefined = []) {
  const item = { metadata: { name: "fan-1", namespace: "ml", resourceVersion: "7" }, status: { phase, nodes } };
  const server = await startApiServer((request, response) => {
    if (request.query.has("watch")) return response.writeHead(200).end();
    if (!request.path.endsWith("/pods"))
      return sendJson(response, 200, { metadata: { resourceVersion: "8" }, items: [item] });
    if (pods === undefined) return sendJson(response, 403, statusBody(403, 'User "jo" cannot list resource "pods"'));
    sendJson(response, 200, { items: pods });
  });
  await using _ = server;
  let time = 0;
  const events: RunEventBody[] = [];
  const stop = new AbortController();
  const watching = watchRun(createApi(server.connection), "fan-1", {
    program,
    emit: (event) => events.push(event),
    logs: false,
    idleWarningMs: 60_000,
    idleLimitMs: 600_000,
    signal: stop.signal,
    pause: async () => {},
    now: () => {
      time += 10_000;
      if (time > 1_300_000) stop.abort();
      return time;
    },
  });
  const end = await watching.then(
    ({ kind }) => kind,
    ({ code, message, hint }: { code: string; message: string; hint: string }) => ({ code, message, hint }),
  );
  return { end, warnings: events.flatMap((event) => (event.kind === "warning" ? event.message : [])) };
}

describe("a run that hangs", () => {
  it("is said to, and given up in the end with what to do", async () => {
    const { end, warnings } = await watchStill(
      "Running",
      nodesFrom(root, ["fan-1-1", { ...list, phase: "Succeeded", to: 4 }]),
    );
    expect(warnings).toEqual([expect.stringMatching(/^AR6025: for \d+ s nothing runs and nothing changes/)]);
    expect(end).toMatchObject({
      code: "AR6025",
      hint: expect.stringMatching(/stop it with: kubectl --context test -n ml patch workflow fan-1 /),
    });
  });

  it("may be one that no controller sees", async () => {
    const { end, warnings } = await watchStill("", {});
    expect(warnings).toHaveLength(1);
    expect(end).toMatchObject({ code: "AR6017" });
  });

  it("may be one whose image will never come", async () => {
    const message = 'ImagePullBackOff: Back-off pulling image "x:1": ErrImagePull: not found';
    const { end, warnings } = await watchStill(
      "Running",
      nodesFrom(root, ["fan-1-1", { ...list, phase: "Pending", message }]),
    );
    expect(warnings).toEqual([expect.stringMatching(/^AR6021: `list` waits for its image: x:1/)]);
    expect(end).toMatchObject({ code: "AR6021", message: expect.stringContaining("`list` waits for its image: x:1") });
  });

  it("may be one whose pods ended without telling Argo", async () => {
    const pods = [
      { metadata: { annotations: { "workflows.argoproj.io/node-id": "fan-1-1" } }, status: { phase: "Succeeded" } },
    ];
    const { end } = await watchStill("Running", nodesFrom(root, ["fan-1-1", { ...list, phase: "Running" }]), pods);
    expect(end).toMatchObject({ code: "AR6018" });
  });
});

describe("a run that takes its time", () => {
  it.each([
    ["a pod runs", nodesFrom(root, ["fan-1-1", { ...list, phase: "Running" }])],
    [
      "a node may still come",
      nodesFrom(root, [
        "fan-1-1",
        { ...list, phase: "Pending", message: "Unschedulable: 0/1 nodes are available: 1 Insufficient cpu." },
      ]),
    ],
  ])("is waited for while %s, for as long as it takes", async (_, nodes) => {
    expect((await watchStill("Running", nodes)).end).toBe("aborted");
    expect((await watchStill("Running", nodes, undefined)).end).toBe("aborted");
  });
});

describe("pods that wait for room", () => {
  const message = "Unschedulable: 0/1 nodes are available: 1 Insufficient cpu. preemption: none";
  const [a, b] = [
    ["fan-1-1", { ...list, phase: "Pending", message }],
    ["fan-1-2", { ...list, displayName: "join", phase: "Pending", message }],
  ] as const;

  it("are told of once for all that wait for the same", async () => {
    const { warnings } = await watchStill("Running", nodesFrom(root, a, b));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^AR6020: `list` waits for a node: 0\/1 nodes are available: 1 Insufficient cpu\. It starts/,
      ),
    ]);
  });

  it("are not told of while others of the run have it", async () => {
    const { warnings } = await watchStill(
      "Running",
      nodesFrom(root, a, ["fan-1-2", { ...list, displayName: "join", phase: "Running" }]),
    );
    expect(warnings).toEqual([]);
  });
});

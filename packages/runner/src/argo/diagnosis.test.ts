/** What nodes and pods of real runs on Argo 4.0.7 say about the cluster. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { idleness, unreported } from "./idle.ts";
import { failureOfNode } from "./node-failure.ts";
import { nodesOf } from "./nodes.ts";
import type { Workflow } from "./objects.ts";
import { nodesFrom } from "./run.fixture.ts";
import { setupProblem } from "./symptoms.ts";
import { waitingReason } from "./waiting.ts";

function waiting(message: string) {
  return waitingReason({ ...nodesFrom(["n", { phase: "Pending", message }])["n"]! }, "`train`");
}

describe("a pod that does not start", () => {
  it("tells the scheduler's reason", () => {
    expect(
      waiting(
        "Unschedulable: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
      ),
    ).toMatchObject({
      code: "AR6020",
      message: "`train` waits for a node: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu",
      mayPass: true,
    });
  });

  it("names the image that cannot be pulled, and why", () => {
    expect(
      waiting(
        'ImagePullBackOff: Back-off pulling image "localhost/nope:24": ErrImagePull: failed to pull and unpack image "localhost/nope:24": failed to resolve reference "localhost/nope:24": failed to do request: Head "http://localhost/v2/nope/manifests/24": dial tcp 127.0.0.1:80: connect: connection refused',
      ),
    ).toMatchObject({
      code: "AR6021",
      message: "`train` waits for its image: localhost/nope:24 (connect: connection refused)",
      mayPass: false,
    });
  });

  it("names the secret that is missing", () => {
    expect(waiting('CreateContainerConfigError: secret "nosecret" not found')).toMatchObject({
      code: "AR6021",
      message: '`train` cannot start: secret "nosecret" not found',
    });
  });

  it.each(["", "PodInitializing", "ContainerCreating"])("is not worth a word while it is %o", (message) => {
    expect(waiting(message)).toBeUndefined();
  });
});

describe("a cluster that is not set up", () => {
  it("is known by the executor's missing role", () => {
    const message =
      'wait: Error (exit code 64): workflowtaskresults.argoproj.io is forbidden: User "system:serviceaccount:ml:bare" cannot create resource "workflowtaskresults" in API group "argoproj.io" in the namespace "ml"';
    const problem = setupProblem(message, "ml");
    expect(problem).toMatchObject({
      code: "AR6018",
      message: expect.stringContaining("service account `bare`, which may not report results"),
    });
    expect(problem?.hint).toContain(
      "kubectl -n ml create rolebinding argo-executor-bare --role=argo-executor --serviceaccount=ml:bare",
    );
  });

  it("is known by a missing service account, a quota and a policy", () => {
    expect(
      setupProblem(
        'task \'nosa.a\' errored: pods "nosa-leaf-1" is forbidden: error looking up service account ml/gone: serviceaccount "gone" not found',
        "ml",
      ),
    ).toMatchObject({
      code: "AR6019",
      message: expect.stringContaining("no service account `gone`"),
    });
    expect(
      setupProblem(
        "task 'q1.a' errored: pods \"q1-leaf-1\" is forbidden: failed quota: small: must specify requests.cpu for: main",
        "ml",
      ),
    ).toMatchObject({
      code: "AR6013",
      message: expect.stringContaining("small: must specify requests.cpu for: main"),
    });
    expect(
      setupProblem('pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true', "ml"),
    ).toMatchObject({ code: "AR6024" });
  });

  it("is known by a controller that cannot pass on so much", () => {
    const message =
      'task \'r.hostile\' errored: configmaps is forbidden: User "workflow-controller" cannot create resource "configmaps" in API group "" in the namespace "ml"';
    expect(setupProblem(message, "ml")).toMatchObject({ code: "AR6012", message: expect.stringContaining("128 KiB") });
  });

  it("is not suspected when a step fails by itself", () => {
    expect(setupProblem("main: Error (exit code 1): Error: workflowtaskresults is forbidden", "ml")).toBeUndefined();
    expect(setupProblem("main: Error (exit code 1): Error: access to the table is forbidden", "ml")).toBeUndefined();
  });
});

describe("why a node failed", () => {
  const failure = (message: string, fields: object = {}) => {
    const {
      name,
      message: said,
      cause,
      exitCode,
      at,
    } = failureOfNode(nodesFrom(["n", { phase: "Failed", message, ...fields }])["n"]!, undefined);
    return [name, said, cause, exitCode, at];
  };

  it.each([
    [
      "main: Error (exit code 1): TypeError: no rows (at churn.ts:12:3)",
      ["TypeError", "no rows", "error", 1, "churn.ts:12:3"],
    ],
    [
      "main: Error (exit code 1): Error: two\nlines: and a colon",
      ["Error", "two\nlines: and a colon", "error", 1, undefined],
    ],
    ["main: Error (exit code 1): Error: ", ["Error", "", "error", 1, undefined]],
    ["main: Error (exit code 3)", ["Error", "the process exited with code 3", "error", 3, undefined]],
    [
      "main: Error (exit code 65): TypeError: NaN at result.score (at churn.ts:9:1)",
      ["TypeError", "NaN at result.score", "value", 65, "churn.ts:9:1"],
    ],
    [
      "main: Error (exit code 66): Error: no best (at churn.ts:9:1)",
      ["Error", "no best", "program", 66, "churn.ts:9:1"],
    ],
    ["main: OOMKilled (exit code 137)", ["OutOfMemoryError", "the step ran out of memory", "oom", 137, undefined]],
    ["OOMKilled (exit code 137)", ["OutOfMemoryError", "the step ran out of memory", "oom", undefined, undefined]],
    ["main: Error (exit code 134)", ["OutOfMemoryError", "the step ran out of memory", "oom", 134, undefined]],
    [
      "Pod was active on the node longer than the specified deadline",
      ["TimeoutError", "the step ran longer than its timeout", "timeout", undefined, undefined],
    ],
    ["pod deleted", ["PreemptedError", "its pod was taken away: pod deleted", "preempted", undefined, undefined]],
    ["Stopped with strategy 'Stop'", ["CancelledError", "the run was stopped", "cancelled", undefined, undefined]],
    [
      "wait: Error (exit code 2): artifact storage is full",
      ["Error", "Argo's `wait` container failed: artifact storage is full", "internal", undefined, undefined],
    ],
    ["invalid spec: something", ["Error", "invalid spec: something", "internal", undefined, undefined]],
  ])("%s", (message, expected) => {
    expect(failure(message)).toEqual(expected);
  });
});

describe("a run in which nothing happens", () => {
  const run = (phase: string, rest: object = {}): Workflow => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    metadata: { name: "r", namespace: "ml" },
    status: { phase: phase as "Running" },
    ...rest,
  });
  const root = ["r", { type: "DAG", phase: "Running" }] as const;

  it("has not been seen by a controller", () => {
    expect(idleness(run(""), {})).toMatchObject({
      code: "AR6017",
      hint: expect.stringContaining("`ml`"),
    });
  });

  it("hangs when a group is open and no pod is", () => {
    expect(idleness(run("Running"), nodesFrom(root, ["a", { phase: "Succeeded" }]))).toMatchObject({
      code: "AR6025",
      message: expect.stringContaining("holds `r` open without a pod"),
    });
  });

  it.each([
    ["a pod runs", { phase: "Running" }],
    ["a pod waits for a node", { phase: "Pending", message: "Unschedulable: x" }],
    ["somebody has to approve", { type: "Suspend", phase: "Running" }],
    ["a retry waits", { type: "Retry", phase: "Running", message: "Backoff for 5 minutes 0 seconds" }],
    ["a lock is taken", { type: "DAG", phase: "Pending", message: "Waiting for ml/Mutex/x lock. Lock status: 0/1" }],
  ] as const)("does not hang while %s", (_, fields) => {
    expect(idleness(run("Running"), nodesFrom(root, ["a", fields]))).toBeUndefined();
  });

  it("does not hang while it is suspended or postponed", () => {
    expect(idleness(run("Running", { spec: { suspend: true } }), nodesFrom(root))).toBeUndefined();
    expect(idleness(run("Pending"), {})).toBeUndefined();
  });

  it("waits in vain for pods that ended without reporting", () => {
    const pod = (node: string, phase: string) => ({
      metadata: { annotations: { "workflows.argoproj.io/node-id": node } },
      status: { phase },
    });
    const nodes = nodesFrom(root, ["a", { phase: "Running" }]);
    expect(unreported(nodes, [pod("a", "Succeeded")], "ml")).toMatchObject({
      code: "AR6018",
      message: expect.stringContaining("`a` has ended"),
    });
    expect(unreported(nodes, [pod("a", "Running")], "ml")).toBeUndefined();
    expect(unreported(nodes, [], "ml")).toBeUndefined();
  });
});

describe("the nodes of a large run", () => {
  const nodes = nodesFrom(["a", { phase: "Succeeded" }]);
  const stored = (status: object): Workflow => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    metadata: { name: "r" },
    status,
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
    ["brotli", brotliCompressSync],
  ])("may be compressed with %s", (_, compress) => {
    expect(
      nodesOf(stored({ compressedNodes: compress(Buffer.from(JSON.stringify(nodes))).toString("base64") })),
    ).toEqual(nodes);
  });

  it("may lie in a database, where we cannot see them", () => {
    expect(() => nodesOf(stored({ offloadNodeStatusVersion: "fnv:1" }))).toThrow(
      expect.objectContaining({ code: "AR6022" }),
    );
    expect(nodesOf(stored({}))).toEqual({});
  });
});

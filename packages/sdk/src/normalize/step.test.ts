import { describe, expect, test } from "vitest";
import { z } from "zod";
import { gpu as gpus } from "../gpu.ts";
import { normalizeStepOptions } from "./step.ts";

/** Each problem as one line: `path: message; hint`. */
function problemsOf(raw: unknown): readonly string[] {
  return normalizeStepOptions(raw).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
}

test("schemas are no part of what comes out, and are told from values", () => {
  expect(normalizeStepOptions({ input: z.object({}), output: z.number() }).options).toEqual({});
  expect(problemsOf({ input: { n: 1 } })).toEqual([
    "input: an object is not a schema; write one of zod 4, as in z.object({ … })",
  ]);
});

test("options that are right come out in one notation", () => {
  expect(
    normalizeStepOptions({
      name: "train",
      description: "Trains",
      image: "ghcr.io/acme/train:3",
      cpu: { request: 0.5, limit: "2" },
      memory: "1024Mi",
      gpu: gpus("nvidia-l4", 2),
      disk: "20G",
      shm: "0.5Gi",
      resources: { "rdma/hca": 1, "hugepages-2Mi": "8Mi" },
      env: { LANG: "C", EMPTY: "" },
      secrets: { TOKEN: { name: "hf", key: "token" } },
      mounts: {
        "/data": { volume: "data", readOnly: true },
        "/scratch": { emptyDir: "1Gi" },
        "/s": { secret: "x" },
        "/c": { configMap: "y", optional: true },
        "/h": { hostPath: "/var" },
      },
      retry: { limit: 2, on: ["preempted", "oom"], backoff: { delay: "10s", max: "5m" } },
      timeout: "2h",
      cache: { version: "2", maxAge: "7d" },
      queue: "team-a",
      priorityClass: "high",
      spot: true,
      nodeSelector: { "kubernetes.io/arch": "amd64" },
      tolerations: [{ key: "dedicated", value: "ml", effect: "NoSchedule" }, { operator: "Exists" }],
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
      serviceAccount: "runner",
      labels: { team: "ml" },
      annotations: { "acme.com/note": "any text: {{x}}" },
      external: ["sharp", "@acme/native"],
      pod: {
        metadata: { labels: { a: "b" } },
        spec: { terminationGracePeriodSeconds: 60, containers: [{ name: "main", tty: true }] },
      },
    }),
  ).toEqual({
    problems: [],
    warnings: [],
    lambdas: [],
    options: {
      name: "train",
      description: "Trains",
      image: "ghcr.io/acme/train:3",
      cpu: { request: "500m", limit: "2" },
      memory: { request: "1Gi", limit: "1Gi" },
      gpu: {
        name: "nvidia-l4",
        count: 2,
        resource: "nvidia.com/gpu",
        nodeSelector: { "nvidia.com/gpu.product": "NVIDIA-L4" },
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      },
      disk: { request: "20G" },
      shm: "512Mi",
      resources: { "rdma/hca": "1", "hugepages-2Mi": "8Mi" },
      env: { LANG: "C", EMPTY: "" },
      secrets: { TOKEN: { name: "hf", key: "token" } },
      mounts: {
        "/data": { volume: "data", readOnly: true },
        "/scratch": { emptyDir: "1Gi" },
        "/s": { secret: "x" },
        "/c": { configMap: "y", optional: true },
        "/h": { hostPath: "/var" },
      },
      retry: { limit: 2, on: ["oom", "preempted"], backoffSeconds: 10, backoffFactor: 2, backoffMaxSeconds: 300 },
      timeoutSeconds: 7200,
      cache: { version: "2", maxAgeSeconds: 604_800 },
      queue: "team-a",
      priorityClass: "high",
      spot: { fallback: "none", after: 1 },
      nodeSelector: { "kubernetes.io/arch": "amd64" },
      tolerations: [{ key: "dedicated", value: "ml", effect: "NoSchedule" }, { operator: "Exists" }],
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
      serviceAccount: "runner",
      labels: { team: "ml" },
      annotations: { "acme.com/note": "any text: {{x}}" },
      external: ["sharp", "@acme/native"],
      pod: {
        metadata: { labels: { a: "b" } },
        spec: { terminationGracePeriodSeconds: 60, containers: [{ name: "main", tty: true }] },
      },
    },
  });
});

test("what is absent stays absent, and undefined is absent", () => {
  expect(normalizeStepOptions({}).options).toStrictEqual({});
  expect(normalizeStepOptions({ cpu: undefined, labels: { a: undefined } }).options).toStrictEqual({ labels: {} });
});

test("all problems are reported at once, and no options are given", () => {
  const { problems, options } = normalizeStepOptions({ memroy: "1Gi", cpu: "1K", retry: { limits: 1 }, timeout: 60 });
  expect(problems.map(({ path }) => path)).toEqual(["memroy", "cpu", "retry.limits", "retry.limit", "timeout"]);
  expect(problems.map(({ keys }) => keys)).toEqual([
    ["memroy"],
    ["cpu"],
    ["retry", "limits"],
    ["retry", "limit"],
    ["timeout"],
  ]);
  expect(options).toBeUndefined();
});

describe("functions of the input", () => {
  test("are named by path and left out", () => {
    const lambda = (): string => "1Gi";
    const { options, lambdas, problems } = normalizeStepOptions({
      cpu: lambda,
      memory: lambda,
      gpu: lambda,
      disk: lambda,
      name: "x",
    });
    expect({ options, lambdas, problems }).toEqual({
      options: { name: "x" },
      lambdas: ["cpu", "memory", "gpu", "disk"],
      problems: [],
    });
  });

  test("fit nowhere else", () => {
    expect(problemsOf({ image: () => "x", retry: () => 1, env: { A: () => "x" } })).toEqual([
      "image: a function is not text; write a string",
      "retry: a function is not a whole number from 0 to 1000",
      "env.A: a function is not text; write a string",
    ]);
  });
});

test.each([undefined, null, "x", 3, []])("%j is not options", (raw) => {
  expect(problemsOf(raw)).toHaveLength(1);
});

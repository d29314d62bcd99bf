/** One program per thing that documents can hold. */
import type { LoweredProgram, TargetSettings } from "@argosy/sdk/ir";
import {
  at,
  fanout,
  input,
  lit,
  loop,
  out,
  param,
  pod,
  program,
  scope,
  SETTINGS,
  step,
  wait,
  when,
} from "./programs.fixture.ts";

export interface GoldenProgram {
  readonly program: LoweredProgram;
  readonly settings?: TargetSettings;
  /** Code of every bundle; large code goes to ConfigMaps. */
  readonly code?: string;
}

const ref = (value: ReturnType<typeof out>) => ({ kind: "ref", ref: value }) as const;

const straight = program({
  name: "straight",
  options: {
    description: "Loads, then {{trains}}",
    parallelism: 4,
    timeoutSeconds: 3600,
    labels: { team: "ml" },
    queue: "gpus",
  },
  params: [param("rows", "number"), { ...param("mode", "string", "fast"), description: "fast or slow" }],
  steps: [
    step("load", { description: "reads", cpu: { request: "1" }, memory: { request: "2Gi", limit: "2Gi" } }),
    step("train"),
  ],
  lenient: ["load.mode"],
  scopes: [
    scope("main", {
      inputs: ["rows", "mode"],
      tasks: [
        pod("load", "load", { rows: input("rows"), mode: input("mode") }),
        pod(
          "train",
          "train",
          { load: out("load"), lr: lit("0.1"), more: lit('{"a":{"b":"{\\u007b"}}') },
          { needs: ["load"] },
        ),
      ],
      output: ref(out("train")),
    }),
  ],
});

const branches = program({
  name: "branches",
  params: [param("flag", "boolean", false), param("lr", "number", 0.5), param("mode", "string", "it's")],
  steps: [step("ask"), step("use")],
  ports: { ask: { c1: "guard", v1: "value" }, glue: { c1: "guard" } },
  scopes: [
    scope("main", {
      inputs: ["flag", "lr", "mode"],
      tasks: [
        pod("ask", "ask"),
        pod("glue", undefined, { ask: out("ask") }, { needs: ["ask"] }),
        pod(
          "else",
          "use",
          {},
          { needs: ["glue"], guards: [when(out("ask", "c1"), true), when(out("glue", "c1"), false)] },
        ),
        pod(
          "native",
          "use",
          {},
          {
            guards: [
              when(input("flag"), true, { kind: "truthy", param: "flag" }),
              when(input("lr"), false, { kind: "compare", param: "lr", op: ">=", value: 0.1 }),
              when(input("mode"), true, { kind: "compare", param: "mode", op: "!==", value: "it's" }),
            ],
          },
        ),
        pod("join", "use", { a: out("else"), b: out("native"), mode: input("mode") }, { needs: ["else", "native"] }),
      ],
      output: {
        kind: "choice",
        guard: when(out("ask", "c1"), true),
        then: ref(out("join")),
        else: {
          kind: "choice",
          guard: when(out("glue", "c1"), false),
          then: ref(input("mode")),
          else: ref(lit('{"a":{"b":1}}')),
        },
      },
      raises: [
        { ref: out("ask", "v1"), guards: [when(out("glue", "c1"), true)], span: at(2) },
        { ref: out("glue", "c1"), guards: [], span: at(3) },
      ],
    }),
  ],
});

const fanouts = program({
  name: "fanouts",
  params: [param("lrs", "array", [1, 2]), param("mode", "string", "fast")],
  steps: [step("list"), step("work")],
  ports: { list: { i1: "items", c1: "guard" } },
  lenient: ["work-a.mode"],
  scopes: [
    scope("main", {
      inputs: ["lrs", "mode"],
      tasks: [
        pod("list", "list"),
        fanout(
          "runs",
          { kind: "items", ref: out("list", "i1") },
          { items: out("list"), mode: input("mode") },
          { needs: ["list"], guards: [when(out("list", "c1"), true)] },
        ),
        fanout("array", { kind: "array", ref: input("lrs") }, { lrs: input("lrs") }),
        pod(
          "sum",
          "work",
          { runs: out("runs", "out", 2), array: out("array", "out", 1) },
          { needs: ["runs", "array"] },
        ),
      ],
      output: ref(out("sum")),
    }),
    scope("runs", {
      inputs: ["item", "items", "mode"],
      tasks: [
        pod("work-a", "work", { item: input("item"), mode: input("mode") }),
        fanout(
          "inner",
          { kind: "constant", items: ["[0,1]", "[1,2]"] },
          { "work-a": out("work-a"), place: input("items") },
          { needs: ["work-a"] },
        ),
      ],
      output: ref(out("inner", "out", 1)),
      raises: [{ ref: out("work-a"), guards: [], span: at(4) }],
    }),
    scope("inner", {
      inputs: ["item", "work-a", "place"],
      tasks: [pod("work-b", "work", { item: input("item"), a: input("work-a"), p: input("place") })],
      output: ref(out("work-b")),
    }),
    scope("array", {
      inputs: ["item", "lrs"],
      tasks: [],
      output: { kind: "choice", guard: when(input("lrs"), true), then: ref(input("item")), else: ref(lit("null")) },
    }),
  ],
});

const loops = program({
  name: "loops",
  params: [param("lrs", "array", [1, 2])],
  steps: [step("list"), step("work")],
  ports: { list: { i1: "items", go: "guard" }, "work-a": { done: "guard" } },
  scopes: [
    scope("main", {
      inputs: ["lrs"],
      tasks: [
        pod("list", "list"),
        loop(
          "items",
          out("list"),
          { over: { kind: "items", ref: out("list", "i1") } },
          { lrs: input("lrs"), count: out("list") },
          { needs: ["list"], guards: [when(out("list", "go"), true)] },
        ),
        loop("while", lit('{"a":{"b":1}}'), { maxRounds: 10_000 }),
        pod("sum", "work", { items: out("items"), while: out("while") }, { needs: ["items", "while"] }),
      ],
      output: ref(out("sum")),
    }),
    scope("items", {
      inputs: ["item", "state", "lrs", "count"],
      tasks: [
        pod("work-a", "work", { item: input("item"), state: input("state") }),
        loop(
          "array",
          out("work-a"),
          { over: { kind: "array", ref: input("lrs") } },
          { lrs: input("lrs") },
          { needs: ["work-a"] },
        ),
      ],
      output: ref(out("array")),
      done: {
        kind: "choice",
        guard: when(out("work-a", "done"), true),
        then: ref(lit("true")),
        else: ref(out("work-a", "done")),
      },
    }),
    scope("array", {
      inputs: ["item", "state", "lrs"],
      tasks: [pod("work-b", "work", { item: input("item"), state: input("state"), lrs: input("lrs") })],
      output: ref(out("work-b")),
    }),
    scope("while", { inputs: ["item", "state"], tasks: [], output: ref(input("state")) }),
  ],
});

const options = program({
  name: "options",
  options: {
    serviceAccount: "own",
    defaults: {
      image: "registry/base:1",
      nodeSelector: { pool: "cpu" },
      retry: { limit: 1, on: ["preempted"] },
      pod: { spec: { imagePullSecrets: [{ name: "pull" }] } },
    },
  },
  steps: [
    step("train", {
      image: "registry/train:2",
      cpu: { request: "4", limit: "8" },
      memory: { request: "16Gi", limit: "16Gi" },
      gpu: {
        name: "nvidia-l4",
        count: 2,
        resource: "nvidia.com/gpu",
        nodeSelector: { "nvidia.com/gpu.product": "NVIDIA-L4" },
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      },
      disk: { request: "50Gi", limit: "60Gi" },
      shm: "8Gi",
      resources: { "rdma/hca": "1" },
      env: { n: "1e3", PRICE: "$5 $(HOME) $$" },
      secrets: { TOKEN: { name: "hub", key: "token", optional: true } },
      mounts: {
        "/data": { volume: "data", subPath: "a", readOnly: true },
        "/certs": { secret: "certs" },
        "/config": { configMap: "config", optional: true },
        "/scratch": { emptyDir: "10Gi", medium: "Memory" },
        "/any": { emptyDir: true },
        "/host": { hostPath: "/mnt/x" },
      },
      retry: {
        limit: 3,
        on: ["error", "oom", "preempted", "timeout"],
        backoffSeconds: 10,
        backoffFactor: 3,
        backoffMaxSeconds: 300,
        memory: { factor: 2, max: "48Gi" },
      },
      timeoutSeconds: 7200,
      queue: "gpus",
      priorityClass: "high",
      nodeSelector: { zone: "a" },
      tolerations: [
        { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
        { key: "spot", operator: "Exists" },
      ],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] }],
          },
        },
      },
      serviceAccount: "trainer",
      labels: { team: "ml" },
      annotations: { note: "yes" },
      pod: { metadata: { labels: { extra: "1" } }, spec: { terminationGracePeriodSeconds: 5 } },
    }),
  ],
  ports: { glue: { v1: "value" } },
  scopes: [
    scope("main", {
      tasks: [pod("train", "train"), pod("glue", undefined, { train: out("train") }, { needs: ["train"] })],
      output: ref(out("glue", "v1")),
      raises: [{ ref: out("glue", "v1"), guards: [], span: at(5) }],
    }),
  ],
});

const waits = program({
  name: "waits",
  steps: [step("deploy")],
  scopes: [
    scope("main", {
      inputs: ["careful"],
      tasks: [
        wait("sleep-1", { kind: "sleep", seconds: 600 }),
        wait("sleep-2", { kind: "sleep", seconds: 600 }, { needs: ["sleep-1"] }),
        wait("approve-1", { kind: "approve", message: 'Deploy "it"? {{x}}' }, { needs: ["sleep-2"] }),
        wait(
          "approve-2",
          { kind: "approve", message: "Sure?", timeoutSeconds: 3600 },
          { needs: ["approve-1"], guards: [when(input("careful"), true, { kind: "truthy", param: "careful" })] },
        ),
        pod("deploy", "deploy", {}, { needs: ["approve-2"] }),
      ],
      output: ref(out("deploy")),
    }),
  ],
  params: [param("careful", "boolean")],
});

const nothing = program({ name: "nothing", steps: [], scopes: [scope("main", { tasks: [], output: ref(lit("42")) })] });
const one = (name: string, extra: LoweredProgram["options"] = {}) =>
  program({
    name,
    options: extra,
    steps: [step("one")],
    scopes: [scope("main", { tasks: [pod("one", "one")], output: ref(out("one")) })],
  });

export const GOLDEN: { readonly [name: string]: GoldenProgram } = {
  straight: { program: straight },
  branches: { program: branches },
  waits: { program: waits },
  fanouts: { program: fanouts },
  loops: { program: loops },
  options: { program: options },
  nothing: { program: nothing },
  scheduled: {
    program: one("scheduled", { schedule: "0 2 * * *", timezone: "Europe/Berlin" }),
    settings: { image: "node:24-slim", namespace: "ml" },
  },
  "store-s3": {
    program: one("store-s3"),
    settings: {
      ...SETTINGS,
      store: {
        url: "s3://artifacts/runs?endpoint=http://10.0.0.1:9000&region=us-east-1&pathStyle=true",
        secret: { name: "s3", accessKey: "accessKey", secretKey: "secretKey" },
      },
    },
  },
  "store-directory": {
    program: one("store-directory"),
    settings: { ...SETTINGS, store: { url: "file:///data/my%20store", volume: { hostPath: { path: "/data" } } } },
  },
  "large-code": {
    program: one("large-code"),
    code: Array.from({ length: 5000 }, (_, index) => `// ${((index * 2654435761) % 2 ** 32).toString(36)}`).join("\n"),
  },
};

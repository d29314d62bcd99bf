import { gpu, pipeline, step } from "@argosy/sdk";

const common = { nodeSelector: { "not a key!": "a100" } };

export const train = step(
  {
    ...common,
    name: "Train!",
    image: "UPPER:case",
    cpu: "0.0001",
    memory: { request: "4Gi", limit: "2Gi" },
    gpu: gpu("nvidia-l5"),
    env: { "1BAD": "x" },
    retry: { limit: -1, on: ["oom", "ooom"], backoff: { delay: "10s", factor: 0.5, max: "1s" } },
    timeout: "3 fortnights",
    labels: { "acme.com/team": "data science", ok: "fine" },
    resources: { cpu: 1, "rdma/hca": 0.5 },
    external: ["Not A Package"],
    serviceAccount: "Robot",
  } as never,
  async ({ lr }: { lr: number }) => lr,
);

export const main = pipeline(
  {
    name: "Main Pipeline",
    schedule: "99 2 * * *",
    timezone: "Mars/Olympus",
    parallelism: 0,
    defaults: { cpu: 1, memory: "1Gi", name: "all" },
    glue: "never",
  } as never,
  async () => train({ lr: 0.1 }),
);

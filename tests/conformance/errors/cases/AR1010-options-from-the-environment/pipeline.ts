import { pipeline, step } from "@argosy/sdk";

const size = { ...JSON.parse(process.env["SIZE"] ?? "{}") };
let team = "ml";
team = `${team}-batch`;

export const train = step(
  { cpu: 2, memory: "4Gi", labels: { team, size: String(size.name) }, env: { ...size } },
  async ({ lr }: { lr: number }) => lr,
);

export const main = pipeline({ name: "main", description: `for ${team}` }, async () => train({ lr: 0.1 }));

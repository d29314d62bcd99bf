import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "32Mi", mounts: { "/data": { volume: "rows" } } }, async ({ rows }: { rows: number }) => ({ rows }));

export const main = pipeline({ name: "main" }, async () => load({ rows: Date.now() }));

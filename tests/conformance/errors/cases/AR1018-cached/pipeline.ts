import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { pipeline, step } from "@argosy/sdk";

const base = { cpu: 1, memory: "1Gi" } as const;
const seed = (): number => Math.floor(Math.random() * 100);

export const clock = step({ ...base, cache: true }, async () => ({ at: Date.now() }));
export const viaHelper = step({ ...base, cache: { version: "2" } }, async () => ({ seed: seed() }));
export const unique = step({ ...base, cache: true }, async () => ({ id: randomUUID() }));
/** Files, the network and what stands in no cache are the step's own business. */
export const reads = step({ ...base, cache: true }, async () => ({ text: readFileSync("/etc/hostname", "utf8") }));
export const uncached = step({ ...base, cache: false }, async () => ({ at: Date.now() }));

export const main = pipeline({ name: "main" }, async () => ({
  all: await Promise.all([clock({}), viaHelper({}), unique({}), reads({}), uncached({})]),
}));

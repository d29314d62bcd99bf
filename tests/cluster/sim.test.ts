/** A real controller does what the interpreter of Argo's documents takes for granted, hangs included. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Behaviour, BEHAVIOURS } from "../sim/argo/behaviours.ts";
import { type Cluster, limiter, openCluster } from "./cluster.ts";

let cluster: Cluster;
const limited = limiter(6);

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe.concurrent("a real controller", () => {
  it.each(BEHAVIOURS)("agrees: $name", async (behaviour) => {
    const end = await limited(() => run(behaviour));
    expect(end).toEqual(behaviour.expected);
  });
});

interface Status {
  readonly phase?: string;
  readonly nodes?: { readonly [name: string]: { readonly outputs?: { readonly parameters?: readonly Parameter[] } } };
}

interface Parameter {
  readonly name: string;
  readonly value?: string;
}

/** Looked at for so long, what is still running does so for ever. */
const HANG_MS = 90_000;
const LONGEST_MS = 240_000;
const ENDED = ["Succeeded", "Failed", "Error"];

async function run({ name, spec, expected }: Behaviour): Promise<unknown> {
  const file = join(cluster.folder, `${name.replace(/\W/g, "-")}.json`);
  await writeFile(file, JSON.stringify(workflow(spec)));
  const created = (await cluster.kubectl("create", "-f", file, "-o", "name")).trim();
  const deadline = Date.now() + (expected === "hangs" ? HANG_MS : LONGEST_MS);
  while (Date.now() < deadline) {
    const { status, metadata } = JSON.parse(await cluster.kubectl("get", created, "-o", "json")) as {
      readonly status?: Status;
      readonly metadata: { readonly name: string };
    };
    if (ENDED.includes(status?.phase ?? "")) {
      const outputs = status?.nodes?.[metadata.name]?.outputs?.parameters ?? [];
      const result = outputs.find((one) => one.name === "result")?.value;
      return { phase: status?.phase, ...(result === undefined ? {} : { result }) };
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  return "hangs";
}

function workflow(spec: Behaviour["spec"]): object {
  const templates = spec.templates.map(({ container, ...template }) =>
    container === undefined
      ? template
      : { ...template, container: { image: cluster.image, imagePullPolicy: "IfNotPresent", ...container } },
  );
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    metadata: { generateName: "sim-" },
    spec: { ...spec, templates, serviceAccountName: "workflow" },
  };
}

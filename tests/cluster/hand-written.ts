/** Runs hand-written programs on the cluster, with code that shows what it was given. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoweredProgram } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import { argo } from "../../packages/compiler/src/4-emit/argo/index.ts";
import { bundle, SETTINGS } from "../../packages/compiler/src/4-emit/argo/programs.fixture.ts";
import { printYaml } from "../../packages/compiler/src/4-emit/print-yaml.ts";
import type { WorkflowNode } from "../../packages/runner/src/argo/objects.ts";
import type { Cluster } from "./cluster.ts";

/** `ports(input, call)` gives texts; `out` is the text that the pod was given, as it is, unless it says otherwise. */
export function code(ports = "{}"): string {
  return `
import { mkdirSync, writeFileSync } from "node:fs";
const { ARGOSY_IN: given, ARGOSY_CALL: call, ARGOSY_ITEM: item, ARGOSY_ATTEMPT: attempt } = process.env;
const input = JSON.parse(given);
const safeJson = ${safeJson.toString()};
const texts = { out: safeJson(item ? [item, given] : given), ...(${ports}) };
mkdirSync("/tmp/argosy/out", { recursive: true });
for (const [port, text] of Object.entries(texts)) writeFileSync("/tmp/argosy/out/" + port, text);
`;
}

export interface HandWrittenRun {
  readonly phase: string;
  /** The entry node's output. */
  readonly result: string | undefined;
  readonly nodes: readonly WorkflowNode[];
}

export async function runByHand(
  cluster: Cluster,
  given: LoweredProgram,
  codes: { readonly [step: string]: string },
  parameters: { readonly [name: string]: string } = {},
  /** What happens to the run while it goes on. */
  meanwhile?: (workflow: string) => Promise<void>,
): Promise<HandWrittenRun> {
  const settings = { ...SETTINGS, namespace: cluster.namespace };
  const bundles = Object.entries(codes).map(([id, text]) => bundle(id, text));
  const file = join(cluster.folder, `${given.name}.yaml`);
  await writeFile(file, printYaml(argo.emit(given, bundles, settings)));
  await cluster.kubectl("apply", "--server-side", "--validate=strict", "-f", file);
  const workflow = join(cluster.folder, `${given.name}-run.json`);
  await writeFile(
    workflow,
    JSON.stringify({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Workflow",
      metadata: { generateName: `${given.name}-` },
      spec: {
        workflowTemplateRef: { name: given.name },
        arguments: { parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })) },
      },
    }),
  );
  const name = (await cluster.kubectl("create", "--validate=strict", "-f", workflow, "-o", "name")).trim();
  await meanwhile?.(name.slice(name.indexOf("/") + 1));
  await cluster.kubectl(
    "wait",
    "--for=jsonpath={.metadata.labels.workflows\\.argoproj\\.io/completed}=true",
    "--timeout=180s",
    name,
  );
  const { status, metadata } = JSON.parse(await cluster.kubectl("get", name, "-o", "json"));
  const outputs = status.nodes[metadata.name].outputs?.parameters ?? [];
  const result = outputs.find((one: { name: string }) => one.name === "result")?.value;
  return { phase: status.phase, result, nodes: Object.values(status.nodes) };
}

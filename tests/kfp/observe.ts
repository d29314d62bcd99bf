/** Runs documents with kfp's own orchestrator, its steps as processes of this machine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { type Compiled, type KfpDocument, printYaml } from "@argosy/compiler";
import type { Json, Source } from "@argosy/sdk/ir";
import { decodeText } from "../../packages/runner/src/pod/decode.ts";
import type { Observation } from "../sim/observation.ts";
import { runOracle } from "./oracles.ts";

interface RunReport {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly outputs: { readonly result?: string };
  readonly errors: readonly { readonly task: string; readonly error: string }[];
}

export async function observeKfp(
  { program, kfp: documents = [] }: Compiled,
  params: { readonly [name: string]: Json },
  folder: string,
): Promise<Observation> {
  const own = mkdtempSync(join(folder, "run-"));
  const file = join(own, "pipeline.yaml");
  const calls = join(own, "calls");
  writeFileSync(file, printYaml(documents));
  writeFileSync(calls, "");
  const args = Object.entries(params).flatMap(([name, value]) => [
    "-p",
    `${name}=${parameterText(name, value, documents)}`,
  ]);
  const ended = await runOracle("kfp-run", [...args, file], {
    ARGOSY_TEST_CALLS: calls,
    ARGOSY_TERMINATION_LOG: "",
    ARGOSY_STORE: `file://${join(folder, "store")}`,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`,
  });
  if (ended.code !== 0 && ended.code !== 4) throw new Error(`kfp-run cannot interpret it: ${ended.stderr}`);
  const report = JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "") as RunReport;
  const lists = listsOf(program.scopes[program.main]?.output);
  const observation: Observation = {
    ...(report.status === "SUCCEEDED" ? { result: await resultOf(report.outputs.result, lists) } : {}),
    errors: errorsIn(ended.stderr, report),
    calls: readFileSync(calls, "utf8").split("\n").slice(0, -1),
  };
  rmSync(own, { recursive: true });
  return observation;
}

/** What has no type of its own in Kubeflow is given as the text of its JSON. */
function parameterText(name: string, value: Json, documents: readonly KfpDocument[]): string {
  const [pipeline] = documents;
  const parameters = pipeline !== undefined && "root" in pipeline ? pipeline.root.inputDefinitions?.parameters : {};
  const isText = parameters?.[name]?.parameterType === "STRING" && typeof value !== "string";
  return JSON.stringify(isText ? JSON.stringify(value) : value);
}

async function resultOf(text: string | undefined, lists: number): Promise<Json> {
  if (text === undefined) return null;
  const value = await decodeText(text, lists, () => Promise.reject(new Error("a result lies in the store")));
  return (value ?? null) as Json;
}

/** How many fan-outs collected it: so many levels are lists of texts. */
function listsOf(source: Source | undefined): number {
  if (source === undefined) return 0;
  if (source.kind === "choice") return listsOf(source.then);
  return source.ref.kind === "lit" ? 0 : source.ref.lists;
}

/** The last words of what failed, as the log has them. */
function errorsIn(log: string, report: RunReport): readonly string[] {
  const words = [...log.matchAll(/^\[[^\]]*\] ([A-Za-z]\w*: .*?)(?: \(at [^)]*\))?$/gm)].map(([, line]) => line ?? "");
  return report.status === "SUCCEEDED" ? [] : [...words, ...report.errors.map(({ error }) => error)];
}

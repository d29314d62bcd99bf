/** Ports and artifacts as Kubeflow's launcher expects them. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeWire, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import type { ReportParts } from "../report.ts";
import type { ExecutorInput, OutputArtifact, PodSpec } from "./executor-input.ts";

/** An output that a call does not have is `undefined`: the launcher fails a task that leaves one out. */
export function writeOutputs(
  { outputs = {} }: ExecutorInput,
  spec: PodSpec,
  texts: ReadonlyMap<string, string>,
  report: ReportParts,
): void {
  for (const [port, { outputFile }] of Object.entries(outputs.parameters ?? {}))
    write(outputFile, texts.get(port) ?? UNDEFINED_WIRE);
  const artifacts = describeArtifacts(outputs, spec, texts.get("out"), report);
  if (outputs.outputFile !== undefined && Object.keys(artifacts).length > 0)
    write(outputs.outputFile, JSON.stringify({ artifacts }));
}

/** The record that `ctx.save` makes, as far as it is read. */
interface Artifact {
  readonly uri: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly type: string;
  readonly metadata: { readonly [key: string]: unknown };
}

type Described = { readonly [key: string]: { readonly artifacts: readonly object[] } };

function describeArtifacts(
  outputs: NonNullable<ExecutorInput["outputs"]>,
  { artifacts = {} }: PodSpec,
  out: string | undefined,
  { metrics }: ReportParts,
): Described {
  const result = valueOf(out);
  return Object.fromEntries(
    Object.entries(outputs.artifacts ?? {}).flatMap(
      ([
        key,
        {
          artifacts: [declared],
        },
      ]) => {
        const field = artifacts[key];
        if (declared === undefined || field === undefined) return [];
        const described =
          field === null ? metricsArtifact(declared, metrics) : fileArtifact(declared, artifactIn(result, field));
        return described === undefined ? [] : [[key, { artifacts: [described] }] as const];
      },
    ),
  );
}

function valueOf(out: string | undefined): unknown {
  if (out === undefined) return undefined;
  const wire = decodeWire(JSON.parse(out));
  return wire.kind === "value" ? wire.value : undefined;
}

function artifactIn(result: unknown, field: string): Artifact | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  const value = (result as { readonly [field: string]: unknown })[field];
  return typeof value === "object" && value !== null && "uri" in value && "sha256" in value
    ? (value as Artifact)
    : undefined;
}

/** The last of each name: Kubeflow shows one number per name. */
function metricsArtifact(declared: OutputArtifact, metrics: ReportParts["metrics"]): object | undefined {
  if (metrics.length === 0) return undefined;
  const metadata = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  return { ...named(declared), uri: declared.uri, metadata };
}

/** The content stays in the store; what Kubeflow's page shows by itself is put into its own storage too. */
function fileArtifact(declared: OutputArtifact, artifact: Artifact | undefined): object | undefined {
  if (artifact === undefined) return undefined;
  const { uri, sha256, bytes, mediaType, type } = artifact;
  const metadata = { ...artifact.metadata, sha256, bytes, mediaType, type, store_uri: uri };
  const path = localPath(declared);
  if (path !== undefined && uri.startsWith("file:")) {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(fileURLToPath(uri), path);
    return { ...named(declared), uri: declared.uri, metadata };
  }
  return { ...named(declared), uri, metadata };
}

function named({ name }: OutputArtifact): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

/** Where the launcher takes an artifact's content from. */
function localPath({ uri, customPath }: OutputArtifact): string | undefined {
  if (customPath !== undefined) return customPath;
  if (uri.startsWith("/")) return uri;
  const [, scheme, rest] = /^(gs|s3|minio):\/\/(.*)$/.exec(uri) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  return `/${scheme === "gs" ? "gcs" : scheme}/${rest}`;
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** `ctx`, the same for a pod and for a step called in plain Node. */
import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { format } from "node:util";
import type { Artifact } from "../artifacts.ts";
import type { ArtifactContent, SaveOptions, StepContext } from "../context.ts";
import type { Json } from "../ir/types.ts";
import { toJson } from "./json.ts";
import { mediaTypeOf } from "./media-type.ts";
import { type Store, StoreError } from "./store.ts";

/** What a step tells while it runs. */
export type StepEvent =
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "metric"; readonly name: string; readonly value: number }
  | { readonly kind: "artifact"; readonly artifact: Artifact };

export interface ContextParts {
  /** Absent: saving and opening are errors that say so. */
  readonly store?: Store | undefined;
  readonly run: StepContext["run"];
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** The path of an existing directory, or a function that makes one when it is first asked for. */
  readonly tmp: string | (() => string);
  readonly emit: (event: StepEvent) => void;
  /** Tells this call apart from every other of the run, the same in each attempt. Default: step and item. */
  readonly place?: string;
  /** The run that checkpoints belong to. Default: this one. */
  readonly checkpointRun?: string;
}

export function createContext(parts: ContextParts): StepContext {
  const { run, attempt, signal, emit } = parts;
  const store = (): Store => parts.store ?? refuseWithoutStore();
  const tmp = lazyDirectory(parts.tmp);
  const checkpoint = `checkpoint/${parts.checkpointRun ?? run.id}/${parts.place ?? `${run.step}/${run.item ?? ""}`}`;

  const save = async (
    name: string,
    content: ArtifactContent,
    type?: string | SaveOptions<string>,
  ): Promise<Artifact> => {
    refusePathAsText(name, content);
    const artifact = describeArtifact(
      name,
      typeof type === "string" ? { type } : (type ?? { type: "dataset" }),
      await store().put(content),
    );
    emit({ kind: "artifact", artifact });
    return artifact;
  };
  const open = async (artifact: Artifact): Promise<string> =>
    named(await store().open(artifact.uri, artifact.sha256), artifact, tmp());
  const read = async (artifact: Artifact, as: "bytes" | "text" | "json" = "bytes"): Promise<unknown> => {
    const bytes = await store().read(artifact.uri, artifact.sha256);
    if (as === "bytes") return bytes;
    const text = new TextDecoder().decode(bytes);
    return as === "text" ? text : (JSON.parse(text) as Json);
  };

  return {
    log: (...parts) => emit({ kind: "log", line: format(...parts) }),
    metric: (name, value) => emit({ kind: "metric", name, value: finite(name, value) }),
    save: save as StepContext["save"],
    open,
    read: read as StepContext["read"],
    checkpoint: {
      save: async (value) => store().writeRef(checkpoint, JSON.stringify(toJson(value, "checkpoint"))),
      load: async <Value>() => {
        const text = await store().readRef(checkpoint);
        return text === undefined ? undefined : (JSON.parse(text) as Value);
      },
    },
    signal,
    attempt,
    run,
    get tmp() {
      return tmp();
    },
  };
}

function describeArtifact(
  name: string,
  options: SaveOptions<string>,
  blob: { readonly uri: string; readonly sha256: string; readonly bytes: number },
): Artifact {
  return {
    uri: blob.uri,
    sha256: blob.sha256,
    bytes: blob.bytes,
    mediaType: options.mediaType ?? mediaTypeOf(name),
    type: options.type,
    metadata: toJson({ name, ...options.metadata }, "metadata") as { readonly [key: string]: Json },
  };
}

/** Links the file under the name it was saved with, because many readers go by a file's ending. */
async function named(path: string, artifact: Artifact, tmp: string): Promise<string> {
  const name = typeof artifact.metadata["name"] === "string" ? basename(artifact.metadata["name"]) : "";
  if (name === "" || name === "." || name === "..") return path;
  const directory = join(tmp, "artifacts", artifact.sha256.slice(0, 16));
  const link = join(directory, name);
  try {
    await mkdir(directory, { recursive: true });
    await symlink(path, link);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Opened before, or a file system without links.
    return code === "EEXIST" ? link : path;
  }
  return link;
}

function refusePathAsText(name: string, content: ArtifactContent): void {
  const isPath =
    typeof content === "string" &&
    isAbsolute(content) &&
    content.length < 4096 &&
    !/[\n\0]/.test(content) &&
    existsSync(content);
  if (isPath) {
    throw new TypeError(
      `ctx.save("${name}", …) got the path of a file, and a string is saved as it is; write { path: … } for the file, or Buffer.from(…) for the text`,
    );
  }
}

function finite(name: string, value: number): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new TypeError(`the metric ${name} is ${String(value)}; a metric is a finite number`);
  return value;
}

function lazyDirectory(tmp: string | (() => string)): () => string {
  if (typeof tmp === "string") return () => tmp;
  let made: string | undefined;
  return () => (made ??= tmp());
}

function refuseWithoutStore(): never {
  throw new StoreError("unavailable", "this run has no store for files; give it one with --store or ARGOSY_STORE");
}

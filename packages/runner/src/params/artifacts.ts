/** Paths and URIs that stand for artifacts among the parameters. */
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, StoreError, type Store } from "@argosy/sdk/runtime";
import type { Diagnostic, Json, JsonSchema } from "@argosy/sdk/ir";
import { directoryArtifact, storeProblem, unreadableArtifact } from "./problems.ts";

/** A string at a place of a parameter where an artifact belongs. */
export interface GivenArtifact {
  /** As in `corpora[1]`. */
  readonly path: string;
  readonly given: string;
  /** The artifact's type, `dataset`. */
  readonly type: string;
}

/** Puts `replace`'s answer in the place of every string where the schema wants an artifact. */
export function mapArtifacts(
  value: Json,
  schema: JsonSchema,
  path: string,
  replace: (artifact: GivenArtifact) => Json,
): Json {
  const type = artifactTypeOf(schema);
  if (type !== undefined) return typeof value === "string" ? replace({ path, given: value, type }) : value;
  if (Array.isArray(value)) {
    const items = schema["items"];
    if (!isSchema(items)) return value;
    return value.map((item: Json, index) => mapArtifacts(item, items, `${path}[${index}]`, replace));
  }
  const properties = schema["properties"];
  if (typeof value !== "object" || value === null || !isSchema(properties)) return value;
  const entries = Object.entries(value as { readonly [key: string]: Json }).map(([key, field]) => {
    const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [key, isSchema(inner) ? mapArtifacts(field, inner, `${path}.${key}`, replace) : field] as const;
  });
  return Object.fromEntries(entries);
}

/** Also of `Dataset | null`, but not where a plain string would do. */
function artifactTypeOf(schema: JsonSchema): string | undefined {
  if (typeof schema["x-artifact"] === "string") return schema["x-artifact"];
  const arms = schema["anyOf"];
  if (!Array.isArray(arms) || arms.some((arm) => isSchema(arm) && arm["type"] === "string")) return undefined;
  const types = arms.flatMap((arm) =>
    isSchema(arm) && typeof arm["x-artifact"] === "string" ? [arm["x-artifact"]] : [],
  );
  return types.length === 1 ? types[0] : undefined;
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A record that fits an artifact's schema, for as long as the real one is not known. */
export function placeholder({ type }: GivenArtifact): Json {
  return { uri: "file:///", sha256: "", bytes: 0, mediaType: "", type, metadata: {} };
}

/** Saves the file to the store, once by its digest, and gives its record. */
export async function saveArtifact(
  artifact: GivenArtifact,
  cwd: string,
  store: () => Store,
): Promise<{ readonly record: Json } | { readonly problem: Diagnostic }> {
  const { path, given, type } = artifact;
  try {
    const file = await localFile(given, cwd, store);
    const found = await stat(file);
    if (found.isDirectory()) return { problem: directoryArtifact(path, given) };
    return { record: await save(file, basename(given), type, store()) };
  } catch (error) {
    if (error instanceof StoreError) return { problem: storeProblem(path, given, error.message) };
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: unreadableArtifact(path, given, code === "ENOENT" ? "there is no such file" : message) };
  }
}

async function localFile(given: string, cwd: string, store: () => Store): Promise<string> {
  if (given.startsWith("file:")) return fileURLToPath(given);
  if (given.startsWith("s3:")) return store().open(given);
  return resolve(cwd, given);
}

async function save(file: string, name: string, type: string, store: Store): Promise<Json> {
  const context = createContext({
    store,
    run: { id: "", step: "" },
    attempt: 0,
    signal: new AbortController().signal,
    tmp: "",
    emit: () => undefined,
  });
  return { ...(await context.save(name, { path: file }, type)) };
}

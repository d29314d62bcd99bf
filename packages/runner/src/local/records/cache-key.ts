/** What has to be the same for an earlier result to be taken. */
import type { Json } from "@argosy/sdk/ir";
import { digestOf } from "./value-folder.ts";

/** Of everything around a pod: its code, the call and the texts that it reads. */
export function exactKey(parts: {
  readonly code: string;
  readonly digest: string;
  readonly call: string;
  readonly version: string | undefined;
  /** JSON object: read name → wire JSON. */
  readonly reads: string;
}): string {
  const { code, digest, call, version, reads } = parts;
  return digestOf(JSON.stringify([code, digest, call, version ?? null, reads]));
}

/** Of a step's result: its own code and options, and its input, in whatever order its fields were written. */
export function resultKey(digest: string, version: string | undefined, input: string): string {
  return digestOf(JSON.stringify([digest, version ?? null, canonical(JSON.parse(input) as Json)]));
}

/** An artifact is its content: where it lies is another matter. */
function canonical(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const object = value as { readonly [key: string]: Json };
  const entries = Object.entries(object).filter(([key]) => key !== "uri" || !isArtifact(object));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}

function isArtifact({ uri, sha256, bytes, mediaType }: { readonly [key: string]: Json }): boolean {
  return (
    typeof uri === "string" &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    typeof bytes === "number" &&
    typeof mediaType === "string"
  );
}

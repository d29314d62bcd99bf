/** The pipeline's result, from the entry node of a Workflow that succeeded. */
import type { Json } from "@argosy/sdk/ir";
import { decodeWire, type Store, StoreError, type WireError } from "@argosy/sdk/runtime";
import { ClusterError } from "./cluster-error.ts";
import type { Nodes } from "./nodes.ts";

/** The name of the entry template's output parameter. */
const RESULT = "result";

export type Result =
  | { readonly kind: "value"; readonly value: Json }
  /** The program threw. */
  | { readonly kind: "error"; readonly error: WireError };

/**
 * @param store where large values lie; absent when the run has none
 * @throws {ClusterError} AR6023 when there is no result, or it cannot be read.
 */
export async function resultOf(workflow: string, nodes: Nodes, store: Store | undefined): Promise<Result> {
  const text = nodes[workflow]?.outputs?.parameters?.find(({ name }) => name === RESULT)?.value;
  if (text === undefined) throw unreadable("the run succeeded, but Argo shows no result of it");
  const wire = decodeWire(parse(text));
  switch (wire.kind) {
    case "value":
      return { kind: "value", value: wire.value ?? null };
    case "error":
      return wire;
    case "spill":
      if (store === undefined)
        throw unreadable(
          `the result lies at ${wire.spill.uri}, and no store is set`,
          "Give the run's store with --store",
        );
      return { kind: "value", value: parse(await read(store, wire.spill.uri, wire.spill.sha256)) as Json };
  }
}

async function read(store: Store, uri: string, sha256: string): Promise<string> {
  try {
    return Buffer.from(await store.read(uri, sha256)).toString("utf8");
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw unreadable(
      `the run succeeded, but its result at ${uri} cannot be read: ${error.message}`,
      "Read it from a machine that reaches the store",
      error,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable("the run succeeded, but its result is not JSON", undefined, error);
  }
}

function unreadable(message: string, hint?: string, cause?: unknown): ClusterError {
  return new ClusterError({ code: "AR6023", message, ...(hint === undefined ? {} : { hint }) }, cause);
}

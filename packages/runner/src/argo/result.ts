/** The pipeline's result, from the entry node of a Workflow that succeeded. */
import type { Json, LoweredProgram, Source } from "@argosy/sdk/ir";
import { StoreError, toWireError, type WireError, type WireSpill } from "@argosy/sdk/runtime";
import { decode } from "../pod/decode.ts";
import { openStore } from "../store/open-store.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Nodes } from "./nodes.ts";

/** The name of the entry template's output parameter. */
const RESULT = "result";

export type Result =
  | { readonly kind: "value"; readonly value: Json }
  /** The program threw. */
  | { readonly kind: "error"; readonly error: WireError };

/**
 * @param store URL of the store where large values lie; absent when the run has none
 * @throws {ClusterError} AR6023 when there is no result, or it cannot be read.
 */
export async function resultOf(
  workflow: string,
  nodes: Nodes,
  program: LoweredProgram,
  store: string | undefined,
): Promise<Result> {
  const text = nodes[workflow]?.outputs?.parameters?.find(({ name }) => name === RESULT)?.value;
  if (text === undefined) throw unreadable("the run succeeded, but Argo shows no result of it");
  const output = program.scopes[program.main]?.output;
  const lists = output === undefined ? 0 : listsOf(output);
  try {
    const value = await decode(parse(text), lists, (spill) => readSpill(spill, store));
    return { kind: "value", value: (value ?? null) as Json };
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    return { kind: "error", error: toWireError(error) };
  }
}

/** How many fan-outs collected it; both arms of a choice are alike. */
function listsOf(source: Source): number {
  if (source.kind === "choice") return listsOf(source.then);
  return source.ref.kind === "lit" ? 0 : source.ref.lists;
}

async function readSpill({ uri, sha256 }: WireSpill, store: string | undefined): Promise<string> {
  if (store === undefined) {
    throw unreadable(`the result lies at ${uri}, and no store is set`, "Give the run's store with --store");
  }
  try {
    return Buffer.from(await openStore(store, process.env).read(uri, sha256)).toString("utf8");
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

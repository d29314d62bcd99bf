/** The nodes of a Workflow, however the controller stored them. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { ClusterError } from "./cluster-error.ts";
import type { Workflow, WorkflowNode } from "./objects.ts";

export type Nodes = { readonly [id: string]: WorkflowNode };

/** @throws {ClusterError} AR6022 when the nodes lie in a database. */
export function nodesOf(workflow: Workflow): Nodes {
  const { nodes, compressedNodes, offloadNodeStatusVersion } = workflow.status ?? {};
  if (nodes !== undefined) return nodes;
  if (compressedNodes !== undefined && compressedNodes !== "")
    return JSON.parse(inflate(Buffer.from(compressedNodes, "base64")).toString("utf8"));
  if (offloadNodeStatusVersion !== undefined && offloadNodeStatusVersion !== "") {
    throw new ClusterError({
      code: "AR6022",
      message: "the controller keeps the status of this run in a database, which the Kubernetes API does not show",
      hint: "Follow it in Argo's web interface, or ask for `nodeStatusOffLoad: false`",
    });
  }
  return {};
}

function inflate(bytes: Buffer): Buffer {
  switch (bytes.readUInt32BE(0)) {
    case 0x28b52ffd:
      return zstdDecompressSync(bytes);
    default:
      return bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : brotliDecompressSync(bytes);
  }
}

/** What a step printed, from its pod. */
import { createLines } from "../lines.ts";
import type { Api } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import type { WorkflowNode } from "./objects.ts";
import { podsPath } from "./paths.ts";
import { pause } from "./pause.ts";

const CONTAINER = "main";

/** Argo names pods `<workflow>-<template>-<hash>`, where the node's id is `<workflow>-<hash>`. */
export function podNameOf(workflow: string, node: WorkflowNode): string {
  if (node.name === workflow) return workflow;
  const hash = node.id.slice(node.id.lastIndexOf("-") + 1);
  return `${`${workflow}-${node.templateName ?? ""}`.slice(0, 253 - hash.length - 1)}-${hash}`;
}

// `time=… level=INFO msg="sub-process exited" argo=true …` and the exit status: printed by Argo's executor around the step.
function isArgos(line: string): boolean {
  return (line.startsWith("time=") && / argo=true( |$)/.test(line)) || /^Error: exit status \d+$/.test(line);
}

const ARGOS_LINES = 20;

/** Nothing when the pod is gone, never started, or its log may not be read: a log is a help, not a need. */
export async function lastLines(api: Api, pod: string, count: number): Promise<readonly string[]> {
  const { namespace } = api.connection;
  try {
    const text = await api.text({
      method: "GET",
      path: `${podsPath(namespace)}/${pod}/log`,
      query: { container: CONTAINER, tailLines: String(count + ARGOS_LINES), limitBytes: "65536" },
      action: { verb: "get", resource: "pods/log", namespace, name: pod },
    });
    return text
      .replace(/\r?\n$/, "")
      .split(/\r?\n/)
      .filter((line) => !isArgos(line))
      .slice(-count);
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

export interface LogFollower {
  /** Resolves once everything that was printed was handed on. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Hands on every line of a running pod as it is printed. A log that cannot be read ends at once. */
export function followLog(api: Api, pod: string, onLine: (line: string) => void): LogFollower {
  const stopped = new AbortController();
  return { ended: readLog(api, pod, onLine, stopped.signal), stop: () => stopped.abort() };
}

async function readLog(api: Api, pod: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  const lines = createLines((line) => {
    if (!isArgos(line)) onLine(line);
  });
  try {
    for await (const chunk of await openLog(api, pod, signal)) lines.push(Buffer.from(chunk));
  } catch {
    // The pod went, the connection dropped, or we stopped: what came so far is all there is.
  }
  lines.end();
}

// The kubelet refuses while the container is being created.
async function openLog(api: Api, pod: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const { namespace } = api.connection;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.stream(
        {
          method: "GET",
          path: `${podsPath(namespace)}/${pod}/log`,
          query: { container: CONTAINER, follow: "true" },
          action: { verb: "get", resource: "pods/log", namespace, name: pod },
        },
        signal,
      );
    } catch (error) {
      if (attempt === 10) throw error;
      await pause(500, signal);
    }
  }
}

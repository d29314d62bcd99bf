/** How a run that Argo has ended went: its result, or why it failed. */
import type { RunFailure, RunOutcome } from "../events.ts";
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { Api } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import { failuresOf, type FailedNode } from "./failures.ts";
import { programFailure } from "../program-failure.ts";
import { lastLines, podNameOf } from "./logs.ts";
import type { Nodes } from "./nodes.ts";
import type { Workflow } from "./objects.ts";
import { resultOf } from "./result.ts";
import { setupProblem } from "./symptoms.ts";

export interface Ended {
  readonly workflow: Workflow;
  readonly nodes: Nodes;
}

const LOG_LINES = 20;
/** Of so many failures the log is fetched. */
const WITH_LOG = 3;

/** @throws {ClusterError} when the cluster's set-up made it fail, or its result cannot be read. */
export async function outcomeOf(
  api: Api,
  { workflow, nodes }: Ended,
  program: LoweredProgram,
  store: string | undefined,
): Promise<RunOutcome> {
  const run = workflow.metadata.name ?? "";
  if (workflow.status?.phase === "Succeeded") {
    const result = await resultOf(run, nodes, program, store);
    return result.kind === "value"
      ? { status: "succeeded", run, result: result.value }
      : { status: "failed", run, failure: programFailure(result.error), others: [] };
  }
  const failed = failuresOf(workflow.status ?? {}, nodes, program);
  throwSetupProblem([workflow.status?.message, ...failed.map(({ node }) => node?.message)], api.connection.namespace);
  const [failure, ...others] = await Promise.all(failed.map((one, index) => withLog(api, run, one, index)));
  if (failure === undefined) throw new TypeError("a failed run has a failure");
  return failure.cause === "cancelled"
    ? { status: "cancelled", run, failure }
    : { status: "failed", run, failure, others };
}

function throwSetupProblem(messages: readonly (string | undefined)[], namespace: string): void {
  for (const message of messages) {
    const problem = setupProblem(message ?? "", namespace);
    if (problem !== undefined) throw new ClusterError(problem);
  }
}

async function withLog(api: Api, run: string, { failure, node }: FailedNode, index: number): Promise<RunFailure> {
  if (node?.type !== "Pod" || index >= WITH_LOG) return failure;
  const log = await lastLines(api, podNameOf(run, node), LOG_LINES);
  return log.length === 0 ? failure : { ...failure, log };
}

/** Follows a run to its end and tells what happens meanwhile. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { RunEventBody } from "../events.ts";
import type { Api } from "./api.ts";
import { ClusterError, type ClusterProblem } from "./cluster-error.ts";
import { followWorkflow, type FollowOptions } from "./follow.ts";
import { idleness, unreported, type PodState } from "./idle.ts";
import { followLogs } from "./log-events.ts";
import { nodesOf, type Nodes } from "./nodes.ts";
import type { Workflow } from "./objects.ts";
import { podsPath } from "./paths.ts";
import { isOfAnotherTemplate } from "./start-run.ts";
import { translate, type Told } from "./translate.ts";
import { commandsFor } from "./submission.ts";
import { describeRun } from "./describe-run.ts";
import { hopelessWait, openQuestions, waitingProblems } from "./waiting.ts";

export interface WatchRunOptions extends FollowOptions {
  readonly program: LoweredProgram;
  readonly emit: (event: RunEventBody) => void;
  /** Fingerprint of the template that the run must be of. */
  readonly fingerprint?: string;
  readonly logs: boolean;
  readonly idleWarningMs: number;
  readonly idleLimitMs: number;
}

interface Seen {
  readonly workflow: Workflow;
  readonly nodes: Nodes;
}

export type Watched =
  | ({ readonly kind: "ended" } & Seen)
  /** The controller runs another version of the template than the one that was applied. */
  | { readonly kind: "stale" }
  | { readonly kind: "aborted" };

/** @throws {ClusterError} when it cannot be followed, was deleted, or hangs. */
export async function watchRun(api: Api, run: string, options: WatchRunOptions): Promise<Watched> {
  const { emit, now = Date.now } = options;
  const warn = onceEach((problem) => emit({ kind: "warning", message: sentenceOf(problem) }));
  const logs = options.logs ? followLogs(api, run, emit) : undefined;
  let told: Told = new Set();
  let latest: Seen | undefined;
  let changedAt = now();
  try {
    for await (const sighting of followWorkflow(api, run, options)) {
      switch (sighting.kind) {
        case "workflow": {
          const { workflow } = sighting;
          const { fingerprint } = options;
          if (fingerprint !== undefined && isOfAnotherTemplate(workflow, fingerprint)) return { kind: "stale" };
          const nodes = nodesOf(workflow);
          latest = { workflow, nodes };
          changedAt = now();
          const translation = translate(nodes, told, options.program);
          told = translation.told;
          logs?.update(nodes, options.program);
          for (const event of translation.events) emit(event);
          for (const problem of waitingProblems(nodes, options.program)) warn(problem, problem.key);
          for (const question of openQuestions(nodes, options.program, describeRun(api, run)))
            warn(question, question.key);
          if (isFinal(workflow)) {
            await logs?.drained();
            return { kind: "ended", workflow, nodes };
          }
          break;
        }
        case "silence": {
          const idleMs = now() - changedAt;
          if (latest === undefined || idleMs < options.idleWarningMs) break;
          const idle = await whyIdle(api, run, latest, options.program);
          if (idle === undefined) break;
          if (idle.isNew) warn({ ...idle, message: `for ${seconds(idleMs)} ${idle.message}` }, idle.code);
          if (idleMs >= options.idleLimitMs) throw givenUp(idle, idleMs, api, run);
          break;
        }
        case "trouble":
          warn(sighting.error);
          break;
        case "gone":
          throw new ClusterError({
            code: "AR6016",
            message: `the run \`${run}\` was deleted while it was being followed`,
          });
      }
    }
    return { kind: "aborted" };
  } finally {
    logs?.stop();
  }
}

interface Idle extends ClusterProblem {
  /** False for what was said when it began. */
  readonly isNew: boolean;
}

/** Why nothing happens, when no patience will help. */
async function whyIdle(
  api: Api,
  run: string,
  { workflow, nodes }: Seen,
  program: LoweredProgram,
): Promise<Idle | undefined> {
  const wait = hopelessWait(nodes, program);
  if (wait !== undefined) return { ...wait, isNew: false };
  const idle = idleness(workflow, nodes) ?? unreported(nodes, await podsOf(api, run), api.connection.namespace);
  return idle === undefined ? undefined : { ...idle, isNew: true };
}

function givenUp({ code, message, hint }: ClusterProblem, idleMs: number, api: Api, run: string): ClusterError {
  const { stop } = commandsFor(describeRun(api, run));
  return new ClusterError({
    code,
    message: `for ${seconds(idleMs)} ${message}`,
    hint: `${hint === undefined ? "" : `${hint}. `}The run is left as it is; stop it with: ${stop}`,
  });
}

/** Says each thing once, however often it is seen; `key` says when two are the same. */
function onceEach(say: (problem: ClusterProblem) => void): (problem: ClusterProblem, key?: string) => void {
  const said = new Set<string>();
  return (problem, key = problem.message) => {
    if (said.has(key)) return;
    said.add(key);
    say(problem);
  };
}

function sentenceOf({ code, message, hint }: ClusterProblem): string {
  return `${code}: ${message}${hint === undefined ? "" : `. ${hint}`}`;
}

function isFinal({ status }: Workflow): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed" || status?.phase === "Error";
}

async function podsOf(api: Api, run: string): Promise<readonly PodState[]> {
  const { namespace } = api.connection;
  try {
    const { items } = await api.json<{ readonly items: readonly PodState[] }>({
      method: "GET",
      path: podsPath(namespace),
      query: { labelSelector: `workflows.argoproj.io/workflow=${run}` },
      action: { verb: "list", resource: "pods", namespace },
    });
    return items;
  } catch (error) {
    // Pods are looked at to explain a hang; who may not see them gets less of an explanation.
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}

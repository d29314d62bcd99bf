import { gzipSync } from "node:zlib";
import { type Api, createApi } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import { connect, type ConnectionSettings } from "./connection.ts";
import type { Action } from "./explain.ts";
import { nodesOf } from "./nodes.ts";
import type { Workflow, WorkflowNode } from "./objects.ts";
import { workflowsPath } from "./paths.ts";
import { backoff, pause } from "./pause.ts";
import { ANSWER, messageOf, placeOf, questionsOf } from "./questions.ts";

export interface Answer {
  readonly run: string;
  /** Which question, by its place in the run. Default: the only one. */
  readonly task?: string;
  readonly answer: "yes" | "no";
}

export interface Answered {
  readonly task: string;
  readonly message: string;
}

const MOST_TRIES = 6;

/**
 * Answers what a run asks by `approve`; after a no the run fails.
 *
 * @example
 * await approveOnArgo({ run: "churn-1f2e3d4c", answer: "yes" }, { namespace: "ml" });
 * @throws {ClusterError} when the cluster refuses or cannot be reached, or AR6029 when the run asks nothing or several things.
 */
export async function approveOnArgo(given: Answer, settings: ConnectionSettings = {}): Promise<Answered> {
  const api = createApi(connect(settings));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await answerOnce(api, given);
    } catch (error) {
      // The controller has written in between.
      if (!(error instanceof ClusterError) || error.code !== "AR6011" || attempt === MOST_TRIES) throw error;
      await pause(backoff(attempt, Math.random, 5_000));
    }
  }
}

async function answerOnce(api: Api, { run, task, answer }: Answer): Promise<Answered> {
  const { namespace } = api.connection;
  const action: Action = { verb: "get", resource: "workflows", group: "argoproj.io", namespace, name: run };
  const path = `${workflowsPath(namespace)}/${run}`;
  const workflow = await api.json<Workflow>({ method: "GET", path, action });
  const nodes = nodesOf(workflow);
  const questions = questionsOf(nodes).map((node) => ({ node, task: placeOf(node, nodes) }));
  const asked = task === undefined ? questions : questions.filter((one) => one.task === task);
  const [question, ...others] = asked;
  if (question === undefined || others.length > 0) throw unclear(run, task, questions);
  const changed = answered(question.node, answer);
  const { resourceVersion } = workflow.metadata;
  const isPlain = workflow.status?.nodes !== undefined;
  await api.json({
    method: "PATCH",
    path,
    contentType: "application/merge-patch+json",
    action: { ...action, verb: "patch" },
    body: {
      metadata: { resourceVersion },
      status: isPlain
        ? { nodes: { [changed.id]: changed } }
        : { compressedNodes: gzipSync(JSON.stringify({ ...nodes, [changed.id]: changed })).toString("base64") },
    },
  });
  return { task: question.task, message: messageOf(question.node) };
}

/** As Argo's own command line leaves a node that it resumes. */
function answered(node: WorkflowNode, answer: Answer["answer"]): WorkflowNode {
  const parameters = (node.outputs?.parameters ?? []).map((one) =>
    one.name === ANSWER ? { ...one, value: answer } : one,
  );
  const finishedAt = `${new Date().toISOString().slice(0, 19)}Z`;
  return { ...node, phase: "Succeeded", finishedAt, outputs: { ...node.outputs, parameters } };
}

interface Question {
  readonly node: WorkflowNode;
  readonly task: string;
}

function unclear(run: string, task: string | undefined, questions: readonly Question[]): ClusterError {
  const listed = questions.map((one) => `\`${one.task}\` (${messageOf(one.node)})`).join(", ");
  if (questions.length === 0)
    return new ClusterError({ code: "AR6029", message: `the run \`${run}\` asks nothing at the moment` });
  return new ClusterError({
    code: "AR6029",
    message:
      task === undefined
        ? `the run \`${run}\` asks ${questions.length} questions`
        : `\`${task}\` asks nothing in \`${run}\``,
    hint: `Name one of them behind the run: ${listed}`,
  });
}

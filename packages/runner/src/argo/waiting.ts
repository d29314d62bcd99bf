/** Why pods do not start, from the messages their nodes carry while they are pending. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { ClusterProblem } from "./cluster-error.ts";
import { locate } from "./locate.ts";
import type { Nodes } from "./nodes.ts";
import type { WorkflowNode } from "./objects.ts";
import { messageOf, questionsOf } from "./questions.ts";
import { commandsFor, type SubmittedRun } from "./submission.ts";
import { isOver } from "./translate.ts";

export interface Waiting extends ClusterProblem {
  /** False when nothing but a change by hand helps. */
  readonly mayPass: boolean;
  /** The same for all pods that wait for the same thing. */
  readonly key: string;
}

/** That pods wait for room while others of the run have it is how a run larger than the cluster goes. */
export function waitingProblems(nodes: Nodes, program: LoweredProgram): readonly Waiting[] {
  const pods = Object.values(nodes).filter(({ type }) => type === "Pod");
  const isRunning = pods.some(({ phase }) => phase === "Running");
  return pods
    .filter(({ phase }) => phase === "Pending")
    .flatMap((node) => waitingReason(node, `\`${locate(node, nodes, program)?.ref.path ?? node.displayName}\``) ?? [])
    .filter(({ mayPass }) => !mayPass || !isRunning);
}

/** What persons are asked, and how they answer. */
export function openQuestions(nodes: Nodes, program: LoweredProgram, run: SubmittedRun): readonly Waiting[] {
  return questionsOf(nodes).map((node) => {
    const path = locate(node, nodes, program)?.ref.path ?? node.displayName;
    const { approve } = commandsFor(run);
    return {
      code: "AR6028",
      message: `\`${path}\` asks: ${messageOf(node)}`,
      hint: `Say yes with \`${approve}\`, or no with \`${approve} --refuse\``,
      mayPass: false,
      key: `AR6028 ${node.id}`,
    };
  });
}

/** Why nothing will ever happen without somebody's help: every pod that is open cannot start. */
export function hopelessWait(nodes: Nodes, program: LoweredProgram): Waiting | undefined {
  const open = Object.values(nodes).filter((node) => node.type === "Pod" && !isOver(node));
  const hopeless = waitingProblems(nodes, program).filter(({ mayPass }) => !mayPass);
  return hopeless.length === open.length ? hopeless[0] : undefined;
}

export function waitingReason({ message = "" }: WorkflowNode, what: string): Waiting | undefined {
  const [, word = "", rest = ""] = /^(\w+)(?:: ([\s\S]*))?$/.exec(message) ?? [];
  switch (word) {
    case "Unschedulable":
      return {
        code: "AR6020",
        message: `${what} waits for a node: ${firstSentence(rest)}`,
        hint: "It starts when a node has room, or when the cluster adds one; else lower its requests",
        mayPass: true,
        key: `AR6020 ${firstSentence(rest)}`,
      };
    case "ErrImagePull":
    case "ImagePullBackOff":
    case "RegistryUnavailable":
      return {
        code: "AR6021",
        message: `${what} waits for its image: ${imageProblem(rest)}`,
        hint: "Check the image's name and tag, and that the cluster may pull it",
        mayPass: false,
        key: `AR6021 ${rest || word}`,
      };
    case "InvalidImageName":
    case "ErrImageNeverPull":
    case "ImageInspectError":
      return {
        code: "AR6021",
        message: `${what} cannot start: ${rest || word}`,
        hint: "Set another image with --image or the step's `image`",
        mayPass: false,
        key: `AR6021 ${rest || word}`,
      };
    case "CreateContainerConfigError":
    case "CreateContainerError":
    case "RunContainerError":
      return {
        code: "AR6021",
        message: `${what} cannot start: ${rest || word}`,
        hint: "Create what is missing in the namespace, or correct the step's options",
        mayPass: false,
        key: `AR6021 ${rest || word}`,
      };
    default:
      return undefined;
  }
}

// The scheduler adds what preemption would do; the reason comes first.
function firstSentence(text: string): string {
  return text.split(". ")[0]?.replace(/\.$/, "") ?? text;
}

function imageProblem(text: string): string {
  const image = /image "?\\?"?([^"\\\s]+)/.exec(text)?.[1];
  const last = text.split(": ").slice(-2).join(": ").trim();
  return image === undefined ? text : `${image} (${last})`;
}

/** Why a pod does not start, from the message its node carries while it is pending. */
import type { ClusterProblem } from "./cluster-error.ts";
import type { WorkflowNode } from "./objects.ts";

export interface Waiting extends ClusterProblem {
  /** False when nothing but a change by hand helps. */
  readonly mayPass: boolean;
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
      };
    case "ErrImagePull":
    case "ImagePullBackOff":
    case "RegistryUnavailable":
      return {
        code: "AR6021",
        message: `${what} waits for its image: ${imageProblem(rest)}`,
        hint: "Check the image's name and tag, and that the cluster may pull it",
        mayPass: false,
      };
    case "InvalidImageName":
    case "ErrImageNeverPull":
    case "ImageInspectError":
      return {
        code: "AR6021",
        message: `${what} cannot start: ${rest || word}`,
        hint: "Set another image with --image or the step's `image`",
        mayPass: false,
      };
    case "CreateContainerConfigError":
    case "CreateContainerError":
    case "RunContainerError":
      return {
        code: "AR6021",
        message: `${what} cannot start: ${rest || word}`,
        hint: "Create what is missing in the namespace, or correct the step's options",
        mayPass: false,
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

/** Why a node failed, in the author's terms. */
import { decodeWire, type WireError } from "@argosy/sdk/runtime";
import type { FailureCause, RunFailure } from "../events.ts";
import { programFailure } from "../program-failure.ts";
import type { Located } from "./locate.ts";
import type { WorkflowNode } from "./objects.ts";

/** Exit codes of a pod, as `pod/failure.ts` gives them. */
const CAUSES: { readonly [exitCode: number]: FailureCause } = {
  65: "value",
  66: "program",
  70: "internal",
  134: "oom",
  137: "oom",
};

export function failureOfNode(node: WorkflowNode, located: Located | undefined): RunFailure {
  const reason = reasonOf(node, located?.step?.options.timeoutSeconds);
  const exitCode = reason.exitCode ?? exitCodeOf(node);
  const { ref, step } = located ?? {};
  // Without a better place: where the step is defined.
  const span = step?.span ?? ref?.span;
  const at = reason.at ?? (span === undefined ? undefined : `${span.file}:${span.line}:${span.column}`);
  return {
    name: reason.name,
    message: reason.message,
    cause: reason.cause,
    ...(ref === undefined ? {} : { task: ref.path }),
    ...(ref?.step === undefined ? {} : { step: ref.step }),
    ...(ref?.item === undefined ? {} : { item: ref.item }),
    ...(at === undefined ? {} : { at }),
    ...(exitCode === undefined ? {} : { exitCode }),
    attempts: (located?.attempt ?? 0) + 1,
  };
}

/** What a task raises that the compiler adds where code between the steps threw: the error lies in its input. */
export function thrownBetween({ inputs }: WorkflowNode, item: number | undefined): RunFailure | undefined {
  const text = inputs?.parameters?.find(({ name }) => name === ERROR)?.value;
  const error = text === undefined ? undefined : errorIn(text);
  return error === undefined ? undefined : programFailure(error, item);
}

// The compiler's name for the input.
const ERROR = "error";

function errorIn(text: string): WireError | undefined {
  try {
    const wire = decodeWire(JSON.parse(text));
    return wire.kind === "error" ? wire.error : undefined;
  } catch {
    return undefined;
  }
}

interface Reason {
  readonly name: string;
  readonly message: string;
  readonly cause: FailureCause;
  readonly at?: string;
  readonly exitCode?: number;
}

// `main: Error (exit code 1): TypeError: no rows (at churn.ts:12:3)`; other containers are Argo's own.
const CONTAINER = /^([\w-]+): (\w+) \(exit code (\d+)\)(?:: ([\s\S]*))?$/;

function reasonOf(node: WorkflowNode, timeoutSeconds: number | undefined): Reason {
  const message = node.message ?? "";
  const [, container, word, code, text = ""] = CONTAINER.exec(message) ?? [];
  if (container === "main") return containerReason(word ?? "", Number(code), text);
  if (container !== undefined)
    return {
      name: "Error",
      message: `Argo's \`${container}\` container failed: ${text || message}`,
      cause: "internal",
    };
  const oom = /^(?:[\w-]+: )?OOMKilled/.test(message);
  if (oom) return outOfMemory();
  if (/specified deadline|exceeded its deadline|DeadlineExceeded/.test(message)) {
    const timeout = timeoutSeconds === undefined ? "its timeout" : `its timeout of ${timeoutSeconds} s`;
    return { name: "TimeoutError", message: `the step ran longer than ${timeout}`, cause: "timeout" };
  }
  if (/^pod deleted|Evicted|[Pp]reempt|NodeLost|node was low on resource/.test(message)) {
    return { name: "PreemptedError", message: `its pod was taken away: ${message}`, cause: "preempted" };
  }
  if (/shutdown|^Stopped with strategy/.test(message))
    return { name: "CancelledError", message: "the run was stopped", cause: "cancelled" };
  return { name: "Error", message: message || `it ended in phase ${node.phase ?? "unknown"}`, cause: "internal" };
}

function containerReason(word: string, exitCode: number, text: string): Reason {
  if (word === "OOMKilled") return { ...outOfMemory(), exitCode };
  const said = /^([A-Za-z_$][\w$.]*): ([\s\S]*?)(?: \(at ([^()\s]+:\d+:\d+)\))?\s*$/.exec(text);
  const cause = CAUSES[exitCode] ?? "error";
  if (cause === "oom" && said === null) return { ...outOfMemory(), exitCode };
  if (said === null) {
    return { name: "Error", message: text.trim() || `the process exited with code ${exitCode}`, cause, exitCode };
  }
  const [, name = "Error", message = "", at] = said;
  return { name, message, cause, exitCode, ...(at === undefined ? {} : { at }) };
}

function outOfMemory(): Reason {
  return { name: "OutOfMemoryError", message: "the step ran out of memory", cause: "oom" };
}

function exitCodeOf(node: WorkflowNode): number | undefined {
  const code = Number(node.outputs?.exitCode);
  return Number.isInteger(code) && code !== 0 ? code : undefined;
}

/** What only a patch of the pod can say: the author's own patch, and what changes from attempt to attempt. */
import type { PodSpecPatch } from "@argosy/sdk";
import type { StepOptionsIr } from "@argosy/sdk/ir";
import { byAttempt } from "./by-attempt.ts";
import type { MemoryLadder } from "./memory-ladder.ts";
import { podPatch } from "./placement.ts";

export function patchOfPod(options: StepOptionsIr, ladder: MemoryLadder | undefined): PodSpecPatch | undefined {
  const { spec } = podPatch(options);
  return ladder === undefined || ladder.length === 1 ? spec : withMemory(spec ?? {}, ladder);
}

/** The author's patch goes last, so that it wins. */
function withMemory(spec: PodSpecPatch, [first, ...others]: MemoryLadder): PodSpecPatch {
  const { containers = [] } = spec;
  const own = containers.find(({ name }) => name === MAIN);
  const of = (field: "request" | "limit"): { readonly memory: string } => ({
    memory: byAttempt([first[field] ?? "", ...others.map((rung) => rung[field] ?? "")]),
  });
  const asked = (own?.["resources"] ?? {}) as { readonly requests?: object; readonly limits?: object };
  const resources = {
    ...asked,
    requests: { ...of("request"), ...asked.requests },
    ...(first.limit === undefined ? {} : { limits: { ...of("limit"), ...asked.limits } }),
  };
  return {
    ...spec,
    containers: [...containers.filter((one) => one !== own), { ...own, name: MAIN, resources }],
  };
}

/** The step's container. */
const MAIN = "main";

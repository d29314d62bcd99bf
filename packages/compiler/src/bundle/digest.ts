import { createHash } from "node:crypto";
import type { StepIr, StepOptionsIr } from "@argosy/sdk/ir";

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * The options that can change what a step returns: what it runs in and what it is given. What it may use (cpu, memory,
 * gpu), where it runs and when it is tried again are none of them: a larger request must not run a step anew.
 */
export const RESULT_OPTIONS = [
  "image",
  "env",
  "secrets",
  "mounts",
  "external",
  "pod",
] as const satisfies readonly (keyof StepOptionsIr)[];

/** The identity of a step: its minified slice and the options that can change its result. */
export function stepDigest(
  slice: string,
  step: Pick<StepIr, "options" | "work" | "input" | "output" | "given"> | undefined,
): string {
  const { options = {}, work, given = [] } = step ?? {};
  const relevant = [
    ...RESULT_OPTIONS.map((name) => [name, options[name] ?? null]),
    // They fill in defaults and leave fields out.
    ...given.map((end) => ["schema", end, step?.[end]]),
    // Where its files lie changes nothing of what they do.
    ...(work === undefined ? [] : [["work", { ...work, folder: undefined }]]),
  ];
  return sha256(`${canonicalJson(relevant)}\n${slice}`);
}

/** JSON that does not depend on the order in which keys were written. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

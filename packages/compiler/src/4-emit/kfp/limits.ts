/** What a server and the cluster behind it take at most. */
import type { Bundle, Diagnostic, LoweredProgram, Task } from "@argosy/sdk/ir";
import { kfpBundleTooLarge, kfpInputTooLarge, kfpRunTooLarge } from "../../diagnostics/kfp.ts";
import { CONTAINER_LIMIT, pack } from "./code.ts";
import type { KfpDocument } from "./objects.ts";

const KIB = 1024;
/** Of what one pod receives: the input of an executor is one argument of the launcher, of 128 KiB at most. */
const INPUT_BYTES = 96 * KIB;
/** etcd takes 1.5 MiB, and the status of a run needs room too. */
const RUN_BYTES = 1_200 * KIB;

export function checkInputs(tasks: readonly Task[]): readonly Diagnostic[] {
  return tasks.flatMap((task) => {
    if (task.kind !== "pod") return [];
    const bytes = Object.values(task.reads).reduce((sum, ref) => sum + (ref.kind === "lit" ? ref.wire.length : 0), 0);
    return bytes <= INPUT_BYTES ? [] : [kfpInputTooLarge(task.span, { bytes, limit: INPUT_BYTES })];
  });
}

export function checkSizes(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  documents: readonly KfpDocument[],
): readonly Diagnostic[] {
  const large = bundles.flatMap((bundle) => checkBundle(bundle, program));
  if (large.length > 0) return large;
  const bytes = runBytes(documents);
  return bytes <= RUN_BYTES ? [] : [kfpRunTooLarge(program.span, { bytes, limit: RUN_BYTES })];
}

function checkBundle({ step, code }: Bundle, program: LoweredProgram): readonly Diagnostic[] {
  // Packing never makes code much larger, so most need not be packed again to know.
  if (code.length * 1.4 <= CONTAINER_LIMIT) return [];
  const bytes = pack(code).length;
  if (bytes <= CONTAINER_LIMIT) return [];
  const found = program.steps.find(({ id }) => id === step);
  const name = found === undefined ? "the expressions between steps" : `step \`${found.name}\``;
  return [kfpBundleTooLarge(found?.span ?? program.span, { step: name, bytes, limit: CONTAINER_LIMIT })];
}

/** Of the workflow that a server makes: it keeps each component and each task as text in text. */
function runBytes(documents: readonly KfpDocument[]): number {
  return Math.round(JSON.stringify(documents).length * GROWTH);
}

/** What a server made of documents of ours, over their own size. */
const GROWTH = 2;

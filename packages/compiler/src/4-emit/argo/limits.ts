/** What the API server and Argo take at most. */
import type { Bundle, Diagnostic, LoweredProgram, PodTask } from "@argosy/sdk/ir";
import { argoBundleTooLarge, argoInputTooLarge, argoRunTooLarge } from "../../diagnostics/argo.ts";
import type { KubernetesObject } from "../backend.ts";
import { compress, CONFIG_MAP_LIMIT } from "./code.ts";
import type { WorkflowSpec } from "./objects.ts";

const KIB = 1024;

/** How a pipeline is divided. */
export interface Limits {
  /** Tasks of one DAG. */
  readonly tasks: number;
  /** Templates of one object. */
  readonly templates: number;
  /** Bytes of the templates of one object. A run stores those of the WorkflowTemplate that it is started from twice. */
  readonly templateBytes: number;
  /** Steps that have a template of their own each, before those that differ in their code alone share one. */
  readonly ownTemplates: number;
}

/** 200 is what the schema of the custom resource takes. */
export const LIMITS: Limits = { tasks: 200, templates: 200, templateBytes: 400 * KIB, ownTemplates: 24 };

/** Beyond 1 MiB the controller stops telling how the run stands, and it hangs; this leaves room for the nodes. */
const RUN_BYTES = 900 * KIB;
/** Of what one pod receives; the kernel takes 128 KiB in a variable. */
const INPUT_BYTES = 96 * KIB;

export function checkInputs({ scopes }: LoweredProgram): readonly Diagnostic[] {
  const tasks = Object.values(scopes).flatMap((scope) => scope.tasks);
  return tasks.filter((task) => task.kind === "pod").flatMap((task) => checkInput(task));
}

function checkInput({ reads, span }: PodTask): readonly Diagnostic[] {
  const bytes = Object.values(reads).reduce((sum, ref) => sum + (ref.kind === "lit" ? ref.wire.length : 0), 0);
  return bytes <= INPUT_BYTES ? [] : [argoInputTooLarge(span, { bytes, limit: INPUT_BYTES })];
}

export function checkSizes(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  documents: readonly KubernetesObject[],
): readonly Diagnostic[] {
  const large = bundles.flatMap((bundle) => checkBundle(bundle, program));
  return large.length > 0 ? large : checkRun(documents, program);
}

function checkBundle({ step, code }: Bundle, program: LoweredProgram): readonly Diagnostic[] {
  // Compressing never makes code much larger, so most need not be compressed again to know.
  if (code.length <= CONFIG_MAP_LIMIT) return [];
  const bytes = compress(code).length;
  if (bytes <= CONFIG_MAP_LIMIT) return [];
  const found = program.steps.find(({ id }) => id === step);
  const name = found === undefined ? "the expressions between steps" : `step \`${found.name}\``;
  return [argoBundleTooLarge(found?.span ?? program.span, { step: name, bytes, limit: CONFIG_MAP_LIMIT })];
}

/** What every run stores: the spec that it is started from, and all templates that it uses. */
function checkRun(documents: readonly KubernetesObject[], program: LoweredProgram): readonly Diagnostic[] {
  const templates = documents.filter(({ kind }) => kind === "WorkflowTemplate");
  const entry = templates.find(({ metadata }) => metadata.name === program.name);
  const stored = templates.reduce((sum, { spec }) => sum + bytesOf((spec as WorkflowSpec).templates), 0);
  const bytes = bytesOf(entry?.spec ?? null) + stored;
  return bytes <= RUN_BYTES ? [] : [argoRunTooLarge(program.span, { name: program.name, bytes, limit: RUN_BYTES })];
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

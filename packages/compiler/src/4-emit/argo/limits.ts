/** What the API server and Argo take at most. */
import type { Bundle, Diagnostic, LoweredProgram, PodTask, Scope, Span } from "@argosy/sdk/ir";
import {
  argoBundleTooLarge,
  argoInputTooLarge,
  argoRunTooLarge,
  argoTooManyTasks,
  argoTooManyTemplates,
} from "../../diagnostics/argo.ts";
import type { KubernetesObject } from "../backend.ts";
import { compress, CONFIG_MAP_LIMIT } from "./code.ts";
import type { WorkflowSpec } from "./objects.ts";
import { needsRaise } from "./workflow-template.ts";

const TASKS = 200;
const TEMPLATES = 200;
const KIB = 1024;
/**
 * A run stores the templates twice, in its copy of the WorkflowTemplate and one by one. Beyond 1 MiB the controller stops
 * telling how the run stands, and it hangs; this leaves room for some hundred nodes.
 */
const RUN_BYTES = 960 * KIB;
/** Of what one pod receives; the kernel takes 128 KiB in a variable. */
const INPUT_BYTES = 96 * KIB;

export function checkCounts(program: LoweredProgram): readonly Diagnostic[] {
  const scopes = Object.values(program.scopes);
  const hasGlue = program.calls.some(({ step }) => step === undefined);
  const loops = scopes.flatMap(({ tasks }) => tasks).filter(({ kind }) => kind === "loop").length;
  // Each scope but main has a DAG around it, that of a loop two.
  const templates =
    2 * scopes.length - 1 + loops + program.steps.length + Number(hasGlue) + Number(needsRaise(program));
  return [
    ...scopes.flatMap((scope) => checkTasks(scope, program)),
    ...(templates > TEMPLATES ? [argoTooManyTemplates(program.span, { count: templates, limit: TEMPLATES })] : []),
    ...scopes.flatMap(({ tasks }) => tasks.filter((task) => task.kind === "pod").flatMap((task) => checkInput(task))),
  ];
}

function checkTasks({ id, tasks, raises }: Scope, program: LoweredProgram): readonly Diagnostic[] {
  const count = tasks.length + (raises.length > 0 ? 1 : 0);
  if (count <= TASKS) return [];
  const isMain = id === program.main;
  const span: Span | undefined = isMain ? program.span : tasks[0]?.span;
  return [argoTooManyTasks(span, { count, limit: TASKS, where: isMain ? "the pipeline" : "one item of this list" })];
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
  return large.length > 0 ? large : documents.flatMap((document) => checkObject(document, program.span));
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

function checkObject({ kind, metadata, spec }: KubernetesObject, span: Span): readonly Diagnostic[] {
  if (kind !== "WorkflowTemplate") return [];
  const bytes = bytesOf(spec) + bytesOf((spec as WorkflowSpec).templates);
  return bytes <= RUN_BYTES ? [] : [argoRunTooLarge(span, { name: metadata.name, bytes, limit: RUN_BYTES })];
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

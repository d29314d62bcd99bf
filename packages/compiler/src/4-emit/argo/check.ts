/** What Argo cannot do of a program, said where the author wrote it. */
import type {
  Diagnostic,
  LoweredProgram,
  ParamIr,
  PipelineOptionsIr,
  Span,
  StepIr,
  StepOptionsIr,
  StoreSettings,
  TargetSettings,
} from "@argosy/sdk/ir";
import {
  argoBackoffFactor,
  argoFinallyNotWhenStopped,
  argoGroupsWait,
  argoOptionUnsupported,
  argoParameterName,
  argoPlaceholder,
  argoScheduleNeedsDefaults,
  argoStoreNeedsKeys,
  argoStoreNeedsVolume,
} from "../../diagnostics/argo.ts";
import { hasPlaceholder, optionsWithPlaceholders } from "../placeholders.ts";
import { checkDepth } from "./depth.ts";
import { withDefaults } from "./emission.ts";
import { checkInputs, LIMITS } from "./limits.ts";
import { inexactScopes } from "./nest/nest-scopes.ts";
import { stopPlan } from "./stop-plan.ts";
import { isDirectory } from "./store.ts";

export function check(program: LoweredProgram, settings: TargetSettings): readonly Diagnostic[] {
  return [
    ...checkSettings(settings),
    ...program.params.flatMap((param) => checkParameter(param, program.span)),
    ...checkPipeline(program),
    ...program.steps.flatMap((step) => checkStep(step, program)),
    ...checkInputs(program),
    ...checkDepth(program),
    ...stopPlan(program, LIMITS.tasks).left.map(({ task, why }) => argoFinallyNotWhenStopped(task.span, { why })),
    ...inexactScopes(program, LIMITS.tasks).map(({ tasks }) =>
      argoGroupsWait(tasks[0]?.span ?? program.span, { count: tasks.length, limit: LIMITS.tasks }),
    ),
  ];
}

function checkSettings({ store, ...settings }: TargetSettings): readonly Diagnostic[] {
  return [
    ...(store === undefined ? [] : checkStore(store)),
    ...Object.entries({ ...settings, store })
      .filter(([, value]) => hasPlaceholder(value))
      .map(([name]) => argoPlaceholder(undefined, { where: `the setting \`${name}\`` })),
  ];
}

function checkStore({ url, volume, secret }: StoreSettings): readonly Diagnostic[] {
  if (isDirectory(url)) return volume === undefined ? [argoStoreNeedsVolume(undefined, { url })] : [];
  // Not an error: a step may bring keys of its own.
  return secret === undefined ? [argoStoreNeedsKeys(undefined, { url })] : [];
}

function checkParameter({ name, span }: ParamIr, pipeline: Span): readonly Diagnostic[] {
  return /^[-a-zA-Z0-9_]+$/.test(name) ? [] : [argoParameterName(span ?? pipeline, { name })];
}

function checkPipeline({ options, optionSpans = {}, params, span }: LoweredProgram): readonly Diagnostic[] {
  const { defaults = {}, ...own } = options satisfies PipelineOptionsIr;
  const required = params.filter((param) => param.required).map(({ name }) => name);
  return [
    ...placeholders(own, (path) => optionSpans[path] ?? span),
    ...placeholders(defaults, (path) => optionSpans[`defaults.${path}`] ?? span),
    ...(options.schedule !== undefined && required.length > 0
      ? [argoScheduleNeedsDefaults(optionSpans["schedule"] ?? span, { names: required })]
      : []),
  ];
}

function checkStep(step: StepIr, program: LoweredProgram): readonly Diagnostic[] {
  const spanOf = (path: string): Span =>
    step.optionSpans[path] ??
    step.optionSpans[path.split(".")[0] ?? ""] ??
    program.optionSpans?.[`defaults.${path}`] ??
    step.span;
  const options = withDefaults(step.options, program);
  const factor = options.retry?.backoffFactor;
  return [
    ...unsupported(options, spanOf),
    ...(factor !== undefined && !Number.isInteger(factor)
      ? [argoBackoffFactor(spanOf("retry.backoff.factor"), { factor })]
      : []),
    ...placeholders(step.options, spanOf),
  ];
}

function unsupported({ cache, spot }: StepOptionsIr, spanOf: (path: string) => Span): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (cache !== undefined && cache !== false) {
    found.push(
      argoOptionUnsupported(spanOf("cache"), { option: "cache", hint: "Leave it out: every run runs every step" }),
    );
  }
  if (spot !== undefined && spot !== false) {
    const hint = "Write the cloud's own `nodeSelector` and `tolerations` for spot nodes, and `retry` on `preempted`";
    found.push(argoOptionUnsupported(spanOf("spot"), { option: "spot", hint }));
  }
  return found;
}

function placeholders(options: object, spanOf: (path: string) => Span): readonly Diagnostic[] {
  return optionsWithPlaceholders(options).map((name) => argoPlaceholder(spanOf(name), { where: `\`${name}\`` }));
}

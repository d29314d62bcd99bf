/** What Kubeflow cannot do of a program, said where the author wrote it. */
import type { Mount } from "@argosy/sdk";
import type {
  CallSite,
  Diagnostic,
  LoweredProgram,
  ParamIr,
  Span,
  StepIr,
  StepOptionsIr,
  StoreSettings,
  Task,
  TargetSettings,
} from "@argosy/sdk/ir";
import {
  kfpCaughtErrors,
  kfpCaughtRetry,
  kfpLoop,
  kfpOptionUnsupported,
  kfpParallelism,
  kfpParameterName,
  kfpPipelineCall,
  kfpPlaceholder,
  kfpRetryFilter,
  kfpScheduleNeedsDefaults,
  kfpStoreNeedsClaim,
  kfpWait,
} from "../../diagnostics/kfp.ts";
import { hasPlaceholder, optionsWithPlaceholders } from "../placeholders.ts";
import { withDefaults } from "./executors.ts";
import { checkInputs } from "./limits.ts";
import { claimOf } from "./platform.ts";

export function check(program: LoweredProgram, settings: TargetSettings): readonly Diagnostic[] {
  const tasks = Object.values(program.scopes).flatMap((scope) => scope.tasks);
  return [
    ...checkSettings(settings),
    ...program.params.flatMap((param) => checkParameter(param, program.span)),
    ...checkPipeline(program),
    ...program.steps.flatMap((step) => checkStep(step, program)),
    ...tasks.flatMap((task) => (task.kind === "loop" ? [kfpLoop(task.span, {})] : [])),
    ...tasks.flatMap((task) => (task.kind === "pipeline" ? [kfpPipelineCall(task.span, { name: task.name })] : [])),
    ...tasks.flatMap((task) => (task.kind === "wait" ? [kfpWait(task.span, { call: task.wait.kind })] : [])),
    ...checkCaught(program, tasks),
    ...checkInputs(tasks),
  ];
}

function checkSettings({ store, ...settings }: TargetSettings): readonly Diagnostic[] {
  return [
    ...(store === undefined ? [] : checkStore(store)),
    ...Object.entries({ ...settings, store })
      .filter(([, value]) => hasPlaceholder(value))
      .map(([name]) => kfpPlaceholder(undefined, { where: `the setting \`${name}\`` })),
  ];
}

function checkStore(store: StoreSettings): readonly Diagnostic[] {
  const { url } = store;
  return url.startsWith("file:") && claimOf(store) === undefined ? [kfpStoreNeedsClaim(undefined, { url })] : [];
}

function checkParameter({ name, span }: ParamIr, pipeline: Span): readonly Diagnostic[] {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? [] : [kfpParameterName(span ?? pipeline, { name })];
}

function checkPipeline({ options, optionSpans = {}, params, span }: LoweredProgram): readonly Diagnostic[] {
  const { defaults = {}, ...own } = options;
  const required = params.filter((param) => param.required).map(({ name }) => name);
  const spanOf = (path: string): Span => optionSpans[path] ?? span;
  return [
    ...placeholders(own, spanOf),
    ...placeholders(defaults, (path) => spanOf(`defaults.${path}`)),
    ...(options.schedule !== undefined && required.length > 0
      ? [kfpScheduleNeedsDefaults(spanOf("schedule"), { names: required })]
      : []),
    ...(options.timeoutSeconds === undefined
      ? []
      : [
          kfpOptionUnsupported(spanOf("timeout"), {
            option: "timeout",
            hint: "Give each step a `timeout`: Kubeflow ends single pods only",
          }),
        ]),
    ...(options.parallelism === undefined
      ? []
      : [kfpParallelism(spanOf("parallelism"), { limit: options.parallelism })]),
  ];
}

function checkStep(step: StepIr, program: LoweredProgram): readonly Diagnostic[] {
  const spanOf = (path: string): Span =>
    step.optionSpans[path] ??
    step.optionSpans[path.split(".")[0] ?? ""] ??
    program.optionSpans?.[`defaults.${path}`] ??
    step.span;
  const options = withDefaults(step.options, program);
  return [
    ...unsupported(options).map(({ path, ...facts }) => kfpOptionUnsupported(spanOf(path), facts)),
    ...checkRetry(options, spanOf),
    ...placeholders(step.options, spanOf),
  ];
}

interface Unsupported {
  readonly path: string;
  readonly option: string;
  readonly hint: string;
}

const ON_ARGO = "Leave it out, or use the target `argo`";

function unsupported(options: StepOptionsIr): readonly Unsupported[] {
  const { disk, resources, retry, priorityClass, serviceAccount, spot, mounts, cache, pod } = options;
  const found: Unsupported[] = [];
  const refuse = (option: string, hint = ON_ARGO, path = option): void => void found.push({ path, option, hint });
  if (disk !== undefined) refuse("disk", "Mount an `emptyDir` of that size instead");
  if (resources !== undefined)
    refuse("resources", "A step may ask for CPU, memory and one kind of accelerator: write that as `gpu`");
  if (priorityClass !== undefined) refuse("priorityClass");
  if (retry?.memory !== undefined)
    refuse("retry.memory", "Kubeflow repeats with what was asked for first: write the most that it needs as `memory`");
  if (serviceAccount !== undefined)
    refuse("serviceAccount", "Set the service account of the whole run with `--service-account`");
  if (spot !== undefined && spot !== false)
    refuse("spot", "Write the cloud's own `nodeSelector` and `tolerations` for spot nodes, and `retry`");
  for (const [path, mount] of Object.entries((mounts ?? {}) as unknown as { readonly [path: string]: Mount }))
    if ("hostPath" in mount) refuse("hostPath", "Mount a `volume`, a claim that leads there", `mounts.${path}`);
  if (typeof cache === "object" && cache !== null && "maxAge" in cache)
    refuse("maxAge", "Change `version` when earlier results must not be used any more", "cache");
  const extra = Object.keys((pod as { readonly spec?: object } | undefined)?.spec ?? {}).filter(
    (field) => field !== "imagePullSecrets",
  );
  for (const field of extra) refuse(`pod.spec.${field}`, ON_ARGO, "pod");
  return found;
}

function checkRetry({ retry }: StepOptionsIr, spanOf: (path: string) => Span): readonly Diagnostic[] {
  if (retry === undefined || retry.limit === 0) return [];
  if (retry.exitCodes !== undefined) return [kfpRetryFilter(spanOf("retry.exitCodes"), { option: "exitCodes" })];
  return retry.on.length < ALL_CAUSES ? [kfpRetryFilter(spanOf("retry.on"), { option: "on" })] : [];
}

const ALL_CAUSES = 4;

/** Errors travel as values, so what steps throw can be caught; what ends a pod cannot. */
function checkCaught(program: LoweredProgram, tasks: readonly Task[]): readonly Diagnostic[] {
  const soft = program.calls.filter((site) => site.soft !== undefined);
  const spanOf = (site: CallSite): Span | undefined =>
    tasks.find((task) => task.kind === "pod" && task.call === site.key)?.span ?? site.inputSpan;
  const retried = soft.filter((site) => (site.soft?.retry?.limit ?? 0) > 0);
  const nameOf = (site: CallSite): string => program.steps.find(({ id }) => id === site.step)?.name ?? "";
  const [first] = soft;
  return [
    ...retried.map((site) => kfpCaughtRetry(spanOf(site), { step: nameOf(site) })),
    ...(first === undefined ? [] : [kfpCaughtErrors(spanOf(first), {})]),
  ];
}

function placeholders(options: object, spanOf: (path: string) => Span): readonly Diagnostic[] {
  return optionsWithPlaceholders(options).map((name) => kfpPlaceholder(spanOf(name), { where: `\`${name}\`` }));
}

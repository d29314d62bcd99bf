/** The WorkflowTemplate: everything of a pipeline that does not change from run to run. */
import type { FanoutTask, LoopTask, LoweredProgram } from "@argosy/sdk/ir";
import type { KubernetesObject } from "../backend.ts";
import { glueTemplate, raiseTemplate } from "./container-template.ts";
import { groupTemplate, scopeTemplate } from "./dag.ts";
import { callOf, type Emission, scopeOf } from "./emission.ts";
import { EmitError } from "./emit-error.ts";
import { fanoutTemplate } from "./fanout.ts";
import { loopTemplates } from "./loop.ts";
import { rescueTemplate } from "./rescue.ts";
import { objectLabels, pipelineLabels, prose, sourceAnnotation } from "./metadata.ts";
import type { Limits } from "./limits.ts";
import { onStop } from "./on-stop.ts";
import type { ArgoScope, RootScope } from "./nest/nested-program.ts";
import { GROUP_VERSION, type Strings, type Template, type Volume, type WorkflowSpec } from "./objects.ts";
import { workflowArguments } from "./params.ts";
import { queueLabel } from "./placement.ts";
import { POD_SECURITY, podPatchForAll } from "./security.ts";
import { MAIN } from "./template-names.ts";
import { waitTemplates } from "./wait-templates.ts";

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export function workflowTemplate(emission: Emission, limits: Limits): KubernetesObject {
  const { program, settings } = emission;
  const { namespace } = settings;
  const { description } = program.options;
  return {
    apiVersion: GROUP_VERSION,
    kind: "WorkflowTemplate",
    metadata: {
      name: program.name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: objectLabels(program),
      annotations: {
        ...(description === undefined ? {} : { "workflows.argoproj.io/description": prose(description) }),
        ...sourceAnnotation(program.span),
      },
    },
    spec: workflowSpec(emission, limits),
  };
}

function workflowSpec(emission: Emission, limits: Limits): WorkflowSpec {
  const { program, settings } = emission;
  const { parallelism, timeoutSeconds, queue, serviceAccount = settings.serviceAccount } = program.options;
  const labels = pipelineLabels(program);
  const volumes = volumesOf(emission);
  const handler = onStop(emission, limits);
  const all = templates(emission);
  return {
    entrypoint: MAIN,
    ...(handler === undefined
      ? {}
      : { hooks: { exit: { template: handler.template.name, arguments: handler.arguments } } }),
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
    ...workflowArguments(program.params),
    ...(parallelism === undefined ? {} : { parallelism }),
    ...(timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: timeoutSeconds }),
    workflowMetadata: { labels },
    podMetadata: { labels: { ...labels, ...queueLabel(queue) } },
    // Pods that failed stay, for their logs, as long as the run does.
    podGC: { strategy: "OnPodSuccess", deleteDelayDuration: `${10 * MINUTE}s` },
    ttlStrategy: { secondsAfterCompletion: 7 * DAY },
    securityContext: POD_SECURITY,
    podSpecPatch: podPatchForAll(),
    ...(volumes.length === 0 ? {} : { volumes }),
    templates: handler === undefined ? all : [...handler.record(all), handler.template],
  };
}

function volumesOf({ code, store }: Emission): readonly Volume[] {
  return [...code.volumes, ...(store?.volume === undefined ? [] : [store.volume])];
}

function templates(emission: Emission): readonly Template[] {
  const { program } = emission;
  const main = rootOf(emission, program.main);
  const glue = glueTemplate(emission);
  return [
    scopeTemplate(main, "main", sourceAnnotation(program.span), emission),
    ...bodyTemplates(main, emission),
    ...pipelineTemplates(emission),
    ...emission.steps.templates,
    ...rescueTemplates(emission),
    ...waitTemplates(program, emission.names),
    ...(glue === undefined ? [] : [glue]),
    ...(needsRaise(program) ? [raiseTemplate(emission)] : []),
  ];
}

/** One for each template of steps whose errors are caught somewhere. */
function rescueTemplates(emission: Emission): readonly Template[] {
  const caught = new Set(
    emission.program.calls
      .filter(({ soft }) => soft !== undefined)
      .flatMap(({ step }) => (step === undefined ? [] : [callOf(emission, step).template])),
  );
  return emission.steps.templates
    .filter(({ name }) => caught.has(name))
    .map((template) => rescueTemplate(template, emission));
}

/** One for each pipeline that is called, however often. */
function pipelineTemplates(emission: Emission): readonly Template[] {
  const calls = Object.values(emission.program.scopes)
    .flatMap(({ tasks }) => tasks)
    .filter((task) => task.kind === "pipeline");
  return [...new Set(calls.map(({ body }) => body))].flatMap((id) => {
    const body = rootOf(emission, id);
    const { span } = emission.program.pipelines?.[id] ?? emission.program;
    return [scopeTemplate(body, "pipeline", sourceAnnotation(span), emission), ...bodyTemplates(body, emission)];
  });
}

/** The DAGs of the groups, fan-outs and loops in a scope, each with its body behind it. */
function bodyTemplates(scope: ArgoScope, emission: Emission): readonly Template[] {
  return scope.tasks.flatMap((task) => {
    // The bodies of pipelines are shared, and stand by themselves.
    if (task.kind === "pod" || task.kind === "check" || task.kind === "wait" || task.kind === "pipeline") return [];
    const annotations = sourceAnnotation(task.span);
    if (task.kind === "group") {
      const group = scopeOf(emission, task.body);
      if (group.kind !== "group") throw new EmitError(`\`${task.body}\` is no group`);
      return [groupTemplate(group, annotations, emission), ...bodyTemplates(group, emission)];
    }
    const body = rootOf(emission, task.body);
    return [
      ...around(task, scope, body, annotations, emission),
      scopeTemplate(body, task.kind === "loop" ? "round" : "item", annotations, emission),
      ...bodyTemplates(body, emission),
    ];
  });
}

function around(
  task: FanoutTask | LoopTask,
  scope: ArgoScope,
  body: RootScope,
  annotations: Strings,
  emission: Emission,
): readonly Template[] {
  return task.kind === "loop"
    ? loopTemplates(task, scope, body, annotations, emission)
    : [fanoutTemplate(task, scope, annotations, emission)];
}

/** It also stands in for the task that a DAG without tasks has. */
export function needsRaise({ scopes }: LoweredProgram): boolean {
  return Object.values(scopes).some(
    ({ raises, tasks }) =>
      raises.length > 0 ||
      tasks.length === 0 ||
      tasks.some((task) => (task.kind === "loop" && task.maxRounds !== undefined) || task.kind === "check") ||
      tasks.some((task) => task.kind === "wait" && task.wait.kind === "approve"),
  );
}

function rootOf(emission: Emission, id: string): RootScope {
  const scope = scopeOf(emission, id);
  if (scope.kind !== "root") throw new EmitError(`\`${id}\` is a group`);
  return scope;
}

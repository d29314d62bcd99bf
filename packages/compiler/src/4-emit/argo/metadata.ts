/** Labels and annotations that tie what runs to what was written. */
import { checkLabelValue, type LoweredProgram, type Span, type StepIr, type StepOptionsIr } from "@argosy/sdk/ir";
import type { Metadata, Strings } from "./objects.ts";
import { podPatch, queueLabel } from "./placement.ts";

/** `churn.ts:42` */
export function sourceAnnotation({ file, line }: Span): Strings {
  return { "argosy.dev/source": `${file}:${line}` };
}

/** Argo replaces `{{` everywhere, also in a description. */
export function prose(text: string): string {
  return text.replace(/\{(?=\{)/g, "{ ");
}

export function pipelineLabels({ name, options }: LoweredProgram): Strings {
  return { "argosy.dev/pipeline": name, ...options.labels };
}

/** Of an object that is applied: whose it is. */
export function objectLabels(program: LoweredProgram): Strings {
  return { "app.kubernetes.io/managed-by": "argosy", ...pipelineLabels(program) };
}

export function podMetadata(span: Span, options: StepOptionsIr, step: StepIr | undefined): Metadata {
  const { metadata = {} } = podPatch(options);
  const { description } = step?.options ?? {};
  const labels = {
    ...(step === undefined || checkLabelValue(step.name) !== undefined ? {} : { "argosy.dev/step": step.name }),
    ...queueLabel(options.queue),
    ...options.labels,
    ...metadata.labels,
  };
  return {
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    annotations: {
      ...sourceAnnotation(span),
      ...(description === undefined ? {} : { "argosy.dev/description": prose(description) }),
      ...options.annotations,
      ...metadata.annotations,
    },
  };
}

/** The documents of a pipeline, in the order in which they are applied. */
import type { Bundle, LoweredProgram, TargetSettings } from "@argosy/sdk/ir";
import type { KubernetesObject } from "../backend.ts";
import { assertReferences } from "./references.ts";
import { placeCode } from "./code.ts";
import { cronWorkflow } from "./cron-workflow.ts";
import type { EmissionBase } from "./emission.ts";
import { type Limits, LIMITS } from "./limits.ts";
import { objectLabels } from "./metadata.ts";
import { nestScopes } from "./nest/nest-scopes.ts";
import { namesOfScope } from "./scope-names.ts";
import { stepTemplates } from "./step-templates.ts";
import { storeAccess } from "./store.ts";
import { splitTemplate } from "./split-template.ts";
import { GLUE, templateNames } from "./template-names.ts";
import { workflowTemplate } from "./workflow-template.ts";

/** @throws {EmitError} when the program contradicts itself, or the documents would refer to what does not exist. */
export function emit(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  settings: TargetSettings,
  limits: Limits = LIMITS,
): readonly KubernetesObject[] {
  const scopes = nestScopes(program, limits.tasks);
  const groups = [...scopes.values()].filter(({ kind }) => kind === "group").map(({ id }) => id);
  const names = templateNames(program, groups);
  const code = placeCode(bundles, {
    pipeline: program.name,
    namespace: settings.namespace,
    labels: objectLabels(program),
    nameOf: (step) => (step === "$glue" ? GLUE : names.step(step)),
    mayInline: program.steps.length <= limits.ownTemplates,
  });
  const base: EmissionBase = {
    program,
    settings,
    names,
    code,
    scopes,
    scopeNames: new Map([...scopes.values()].map((scope) => [scope.id, namesOfScope(scope, program)])),
    sites: new Map(program.calls.map((site) => [site.key, site])),
    store: settings.store === undefined ? undefined : storeAccess(settings.store),
  };
  const template = workflowTemplate({ ...base, steps: stepTemplates(base, limits) }, limits);
  assertReferences(template);
  const cron = cronWorkflow(program, settings);
  return [...code.configMaps, ...splitTemplate(template, limits), ...(cron === undefined ? [] : [cron])];
}

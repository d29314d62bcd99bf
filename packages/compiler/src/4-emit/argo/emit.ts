/** The documents of a pipeline, in the order in which they are applied. */
import type { Bundle, LoweredProgram, TargetSettings } from "@argosy/sdk/ir";
import type { KubernetesObject } from "../backend.ts";
import { assertReferences } from "./references.ts";
import { placeCode } from "./code.ts";
import { cronWorkflow } from "./cron-workflow.ts";
import type { Emission } from "./emission.ts";
import { objectLabels } from "./metadata.ts";
import { namesOfScope } from "./scope-names.ts";
import { storeAccess } from "./store.ts";
import { GLUE, templateNames } from "./template-names.ts";
import { workflowTemplate } from "./workflow-template.ts";

/** @throws {EmitError} when the program contradicts itself, or the documents would refer to what does not exist. */
export function emit(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  settings: TargetSettings,
): readonly KubernetesObject[] {
  const names = templateNames(program);
  const code = placeCode(bundles, {
    pipeline: program.name,
    namespace: settings.namespace,
    labels: objectLabels(program),
    nameOf: (step) => (step === "$glue" ? GLUE : names.step(step)),
  });
  const emission: Emission = {
    program,
    settings,
    names,
    code,
    scopeNames: new Map(Object.values(program.scopes).map((scope) => [scope.id, namesOfScope(scope, program)])),
    sites: new Map(program.calls.map((site) => [site.key, site])),
    store: settings.store === undefined ? undefined : storeAccess(settings.store),
  };
  const template = workflowTemplate(emission);
  assertReferences(template);
  const cron = cronWorkflow(program, settings);
  return [...code.configMaps, template, ...(cron === undefined ? [] : [cron])];
}

/**
 * A WorkflowTemplate with more templates than an object may have, or too large for a run to store twice, becomes several.
 * A run stores the template that it is started from whole and each template that it uses once more; of the others only
 * what it uses, so all but the entry moves out.
 */
import { createHash } from "node:crypto";
import type { KubernetesObject } from "../backend.ts";
import type { Limits } from "./limits.ts";
import type { DagTask, Template, WorkflowSpec } from "./objects.ts";

/** The parts come first. Their names hold a hash of the whole, so what runs keeps those that it was started with. */
export function splitTemplate(document: KubernetesObject, limits: Limits): readonly KubernetesObject[] {
  const spec = document.spec as WorkflowSpec;
  if (fits(spec.templates, limits)) return [document];
  const isEntry = ({ name }: Template): boolean => name === spec.entrypoint || name === spec.hooks?.exit.template;
  const entry = spec.templates.filter(isEntry);
  const parts = fill(
    spec.templates.filter((template) => !isEntry(template)),
    limits,
  );
  const digest = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 10);
  const nameOf = (index: number): string => `${document.metadata.name}-${digest}-${index + 1}`;
  const homes: Homes = new Map(parts.flatMap((part, index) => part.map(({ name }) => [name, nameOf(index)])));
  return [
    ...parts.map((templates, index): KubernetesObject => ({
      ...document,
      metadata: { ...document.metadata, name: nameOf(index) },
      spec: { templates: templates.map((template) => atHome(template, nameOf(index), homes)) },
    })),
    { ...document, spec: { ...spec, templates: entry.map((template) => atHome(template, "", homes)) } },
  ];
}

/** Which object a template is in, by its name. */
type Homes = ReadonlyMap<string, string>;

function fits(templates: readonly Template[], limits: Limits): boolean {
  return templates.length <= limits.templates && bytesOf(templates) <= limits.templateBytes;
}

function fill(templates: readonly Template[], limits: Limits): readonly (readonly Template[])[] {
  const parts: Template[][] = [];
  let room = 0;
  for (const template of templates) {
    const bytes = bytesOf(template);
    if (bytes > room || (parts.at(-1)?.length ?? 0) >= limits.templates) {
      parts.push([]);
      room = limits.templateBytes;
    }
    parts.at(-1)?.push(template);
    room -= bytes;
  }
  return parts;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function atHome(template: Template, home: string, homes: Homes): Template {
  if ("steps" in template)
    return {
      ...template,
      steps: template.steps.map((group) => group.map((task) => withReference(task, home, homes))),
    };
  if (!("dag" in template)) return template;
  const tasks = template.dag.tasks.map((task) => withReference(task, home, homes));
  return { ...template, dag: { ...template.dag, tasks } };
}

function withReference(task: DagTask, home: string, homes: Homes): DagTask {
  const { template, ...rest } = task;
  const found = template === undefined ? undefined : homes.get(template);
  if (template === undefined || found === undefined || found === home) return task;
  return { ...rest, templateRef: { name: found, template } };
}

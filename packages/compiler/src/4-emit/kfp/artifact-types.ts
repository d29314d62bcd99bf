/** What Kubeflow calls the artifacts that it shows in ways of their own. */
import type { JsonSchema } from "@argosy/sdk/ir";
import type { ArtifactType } from "./objects.ts";

export const GENERIC_ARTIFACT: ArtifactType = { schemaTitle: "system.Artifact", schemaVersion: "0.0.1" };
export const METRICS: ArtifactType = { schemaTitle: "system.Metrics", schemaVersion: "0.0.1" };

const TITLES: { readonly [type: string]: string } = {
  dataset: "system.Dataset",
  model: "system.Model",
  metrics: "system.Metrics",
  plot: "system.HTML",
  html: "system.HTML",
  page: "system.HTML",
  markdown: "system.Markdown",
};

export function artifactType(type: string): ArtifactType {
  return { schemaTitle: TITLES[type] ?? GENERIC_ARTIFACT.schemaTitle, schemaVersion: "0.0.1" };
}

/** The artifacts among the fields of a step's result, by field. */
export function artifactFields({ properties }: JsonSchema): readonly (readonly [field: string, ArtifactType])[] {
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return [];
  return Object.entries(properties as { readonly [field: string]: JsonSchema }).flatMap(([field, schema]) => {
    const type = artifactName(schema);
    return type === undefined ? [] : [[field, artifactType(type)] as const];
  });
}

function artifactName(schema: JsonSchema): string | undefined {
  const name = schema["x-artifact"];
  return typeof name === "string" ? name : undefined;
}

/** What is run on a server of Kubeflow. */
import { createHash } from "node:crypto";
import type { Json, LoweredProgram } from "@argosy/sdk/ir";

export interface KfpSubmission {
  readonly program: LoweredProgram;
  /** What the compiler emitted for Kubeflow, the pipeline first. */
  readonly documents: readonly object[];
  /** The same as YAML. */
  readonly text: string;
  /** Checked against their types; artifacts are records already. A missing one takes its default. */
  readonly parameters: { readonly [name: string]: Json };
  readonly experiment?: string;
  readonly serviceAccount?: string;
}

interface Declared {
  readonly root?: {
    readonly inputDefinitions?: {
      readonly parameters?: { readonly [name: string]: { readonly parameterType: string } };
    };
  };
}

/** What has no type of its own in Kubeflow is given as the text of its JSON. */
export function runParameters({ documents, parameters }: KfpSubmission): { readonly [name: string]: Json } {
  const [pipeline]: readonly Declared[] = documents;
  const declared = pipeline?.root?.inputDefinitions?.parameters ?? {};
  const given = Object.entries(parameters).map(([name, value]): [string, Json] => {
    const isText = declared[name]?.parameterType === "STRING" && typeof value !== "string";
    return [name, isText ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(given);
}

/** The same documents have the same version. */
export function versionName({ text }: KfpSubmission): string {
  return `argosy-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}

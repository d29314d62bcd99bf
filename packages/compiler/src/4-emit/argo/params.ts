/** The pipeline's parameters as the workflow's arguments: every value is the text of its JSON. */
import type { ParamIr } from "@argosy/sdk/ir";
import { encodeWire } from "@argosy/sdk/runtime";
import { prose } from "./metadata.ts";
import type { Inputs, Parameter } from "./objects.ts";

export function workflowArguments(params: readonly ParamIr[]): { readonly arguments?: Inputs } {
  return params.length === 0 ? {} : { arguments: { parameters: params.map((param) => argument(param)) } };
}

function argument({ name, description, required, default: fallback }: ParamIr): Parameter {
  return {
    name,
    ...(description === undefined ? {} : { description: prose(description) }),
    // Argo refuses to start a workflow while an argument has no value: just what `required` means.
    ...(required ? {} : { value: encodeWire(fallback) }),
  };
}

/** The pipeline's parameters as Kubeflow's. */
import type { Json, JsonSchema, ParamIr } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import type { Channel } from "./dag.ts";
import type { ParameterDefinition, ParameterType } from "./objects.ts";

/** What no parameter type of Kubeflow's is for, such as a union, travels as the text of its JSON. */
export function channelOfParam({ schema, required }: ParamIr): Channel {
  const type = parameterType(schema);
  return {
    type: type ?? "STRING",
    form: type === "STRING" ? "text" : "json",
    ...(required ? {} : { optional: true }),
  };
}

export function definitionOfParam(param: ParamIr): ParameterDefinition {
  const { description, required, default: fallback } = param;
  const type = parameterType(param.schema);
  return {
    parameterType: type ?? "STRING",
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { defaultValue: defaultOf(type, fallback) }),
    ...(required ? {} : { isOptional: true }),
  };
}

function defaultOf(type: ParameterType | undefined, value: Json): Json {
  return type === undefined ? safeJson(value) : value;
}

const TYPES: { readonly [type: string]: ParameterType } = {
  string: "STRING",
  integer: "NUMBER_INTEGER",
  number: "NUMBER_DOUBLE",
  boolean: "BOOLEAN",
  array: "LIST",
  object: "STRUCT",
};

/** Of the value's type; absent when there are several, `null` among them. */
export function parameterType(schema: JsonSchema): ParameterType | undefined {
  const { type } = schema;
  if (typeof type === "string") return TYPES[type];
  const members = schema["enum"] ?? (schema["const"] === undefined ? undefined : [schema["const"]]);
  if (!Array.isArray(members) || members.length === 0) return undefined;
  const types = new Set(members.map((member) => (member === null ? "null" : typeof member)));
  const [only] = types;
  return types.size === 1 && only !== undefined && only !== "object" ? TYPES[only] : undefined;
}

/** The schemas that the author gave to steps and to the pipeline, evaluated where they were written. */
import type { Diagnostic, JsonSchema, ParamIr, PipelineIr } from "@argosy/sdk/ir";
import type { GivenSchema } from "./2-analyze/given-schemas.ts";
import { evaluateAtCompileTime, type EvaluateOptions, type Evaluation } from "./bundle/evaluate.ts";
import type { SchemaOrRefusals } from "./bundle/json-schema-of.ts";
import { optionInvalid, optionNotConstant, schemaNotJson } from "./diagnostics/source.ts";

export interface SchemasAsked extends Omit<EvaluateOptions, "calls"> {
  readonly schemas: readonly GivenSchema[];
}

/** The pipeline with the schemas in place of those of the functions' types. */
export async function evaluateSchemas(
  ir: PipelineIr,
  { schemas, ...options }: SchemasAsked,
  report: (diagnostic: Diagnostic) => void,
): Promise<PipelineIr> {
  if (schemas.length === 0) return ir;
  const calls = schemas.map(({ fragment }) => ({ fragment, args: [] }));
  // Loading the library takes the longest.
  const evaluations = await evaluateAtCompileTime({ timeoutMs: 10_000, ...options, calls });
  const known = schemas.flatMap((given, index) => {
    const evaluation = evaluations[index];
    const schema = evaluation === undefined ? undefined : schemaOf(given, evaluation, report);
    return schema === undefined ? [] : [{ ...given, schema }];
  });
  const steps = ir.steps.map((step) => {
    const own = known.flatMap(({ owner, schema }) =>
      owner.of === "step" && owner.step === step.id ? [[owner.end, schema] as const] : [],
    );
    return { ...step, ...Object.fromEntries(own) };
  });
  const whole = known.find(({ owner }) => owner.of === "pipeline")?.schema;
  return { ...ir, steps, ...(whole === undefined ? {} : { params: ir.params.map((param) => asGiven(param, whole)) }) };
}

/** A parameter as the schema of all of them has it. */
function asGiven(param: ParamIr, whole: JsonSchema): ParamIr {
  const properties = (whole["properties"] ?? {}) as { readonly [name: string]: JsonSchema };
  const needed = (whole["required"] ?? []) as readonly string[];
  const { default: fallback, ...schema } = properties[param.name] ?? {};
  const { default: _own, ...rest } = param;
  const kept = fallback ?? (needed.includes(param.name) ? undefined : param.default);
  return {
    ...rest,
    schema: { ...schema, ...(whole["$defs"] === undefined ? {} : { $defs: whole["$defs"] }) },
    required: needed.includes(param.name),
    ...(kept === undefined ? {} : { default: kept }),
    ...(typeof schema["description"] === "string" ? { description: schema["description"] } : {}),
  };
}

function schemaOf(
  { option, what, text, spanOf }: GivenSchema,
  evaluation: Evaluation,
  report: (diagnostic: Diagnostic) => void,
): PipelineIr["steps"][number]["input"] | undefined {
  if (!evaluation.ok) {
    report(optionNotConstant(spanOf([]), { text, option }));
    return undefined;
  }
  const made = evaluation.value as unknown as SchemaOrRefusals;
  if ("schema" in made) return made.schema;
  if ("isNoSchema" in made) {
    report(
      optionInvalid(spanOf([]), {
        message: `\`${option}\` is no schema of zod 4`,
        hint: "Write one as in `z.object({ … })`",
      }),
    );
    return undefined;
  }
  for (const { keys, path, reason } of made.refusals)
    report(schemaNotJson(spanOf(keys), { what: path === "" ? what : `\`${path}\` in ${what}`, reason }));
  return undefined;
}

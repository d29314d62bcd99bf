/** The schemas that the author gave to steps, evaluated where they were written. */
import type { Diagnostic, PipelineIr } from "@argosy/sdk/ir";
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
    const own = known.filter((one) => one.step === step.id).map(({ end, schema }) => [end, schema] as const);
    return { ...step, ...Object.fromEntries(own) };
  });
  return { ...ir, steps };
}

function schemaOf(
  { end, what, text, spanOf }: GivenSchema,
  evaluation: Evaluation,
  report: (diagnostic: Diagnostic) => void,
): PipelineIr["steps"][number]["input"] | undefined {
  if (!evaluation.ok) {
    report(optionNotConstant(spanOf([]), { text, option: end }));
    return undefined;
  }
  const made = evaluation.value as unknown as SchemaOrRefusals;
  if ("schema" in made) return made.schema;
  if ("isNoSchema" in made) {
    report(
      optionInvalid(spanOf([]), {
        message: `\`${end}\` is no schema of zod 4`,
        hint: "Write one as in `z.object({ … })`",
      }),
    );
    return undefined;
  }
  for (const { keys, path, reason } of made.refusals)
    report(schemaNotJson(spanOf(keys), { what: path === "" ? what : `\`${path}\` in ${what}`, reason }));
  return undefined;
}

/** The pipeline's parameters: their types, their defaults, and what the body knows them as. */
import type { Json, JsonSchema, ParamIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { asJson, evaluateConstant } from "./constants.ts";
import type { Analysis } from "./frame.ts";
import { reportSchema } from "./report-schema.ts";
import { spanOf } from "./spans.ts";
import { artifactName, typeToSchema } from "./types-to-schema.ts";
import type { Value } from "./values.ts";

/** One parameter per property of the function's first argument. `isGiven`: their schemas come from the options. */
export function pipelineParams(
  fn: ts.ArrowFunction | ts.FunctionExpression,
  analysis: Analysis,
  isGiven = false,
): readonly ParamIr[] {
  const [parameter] = fn.parameters;
  if (parameter === undefined) return [];
  const { checker } = analysis;
  const defaults = constantDefaults(parameter, checker);
  const type = checker.getTypeAtLocation(parameter);
  const schemas = isGiven ? () => ({}) : propertySchemas(parameter, type, analysis);
  return type.getProperties().map((property) => {
    const fallback = defaults.get(property.name);
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const artifact = artifactName(
      checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, parameter)),
      checker,
    );
    const description = ts.displayPartsToString(property.getDocumentationComment(checker));
    return {
      name: property.name,
      schema: schemas(property.name),
      required: !optional && fallback === undefined,
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(artifact === undefined ? {} : { artifact }),
      ...(description === "" ? {} : { description }),
      span: spanOf(analysis.root, placeOf(property, parameter)),
    };
  });
}

/** Its name in the destructuring, else in the type when that is written here, else the whole parameter. */
function placeOf({ name, valueDeclaration }: ts.Symbol, parameter: ts.ParameterDeclaration): ts.Node {
  const elements = ts.isObjectBindingPattern(parameter.name) ? parameter.name.elements : [];
  const element = elements.find(
    (one) => one.dotDotDotToken === undefined && (one.propertyName ?? one.name).getText() === name,
  );
  if (element !== undefined) return element.propertyName ?? element.name;
  const isHere = valueDeclaration?.getSourceFile() === parameter.getSourceFile();
  return valueDeclaration !== undefined && isHere ? valueDeclaration : parameter;
}

/** The schema of each parameter, as the object's schema has it: there an optional one may be absent, but not `null`. */
function propertySchemas(
  parameter: ts.ParameterDeclaration,
  type: ts.Type,
  analysis: Analysis,
): (name: string) => JsonSchema {
  const whole = typeToSchema(type, {
    checker: analysis.checker,
    at: parameter,
    report: (problem) =>
      reportSchema(
        problem,
        parameter,
        (path) => (path === "" ? "the parameters" : `the parameter \`${path}\``),
        analysis,
      ),
  });
  const definitions = whole["$defs"];
  const reference = typeof whole["$ref"] === "string" ? whole["$ref"].split("/").at(-1) : undefined;
  const object =
    reference === undefined ? whole : ((definitions as JsonSchema | undefined)?.[reference] as JsonSchema | undefined);
  const properties = (object?.["properties"] ?? {}) as { readonly [name: string]: JsonSchema };
  return (name) => ({ ...properties[name], ...(definitions === undefined ? {} : { $defs: definitions }) });
}

/** `{ rows = 1000 }`: constants only; other defaults are evaluated in the body. */
function constantDefaults(parameter: ts.ParameterDeclaration, checker: ts.TypeChecker): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  if (!ts.isObjectBindingPattern(parameter.name)) return found;
  for (const element of parameter.name.elements) {
    if (element.initializer === undefined) continue;
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(key) && !ts.isStringLiteralLike(key)) continue;
    const constant = evaluateConstant(element.initializer, { checker });
    const json = constant.known ? asJson(constant.value) : undefined;
    if (json?.json !== undefined) found.set(key.text, json.json);
  }
  return found;
}

/** The parameter object as the body sees it, before destructuring. */
export function paramsValue(params: readonly ParamIr[]): Value {
  return {
    kind: "object",
    entries: new Map(params.map(({ name }) => [name, { kind: "expr", expr: { kind: "param", name } }])),
  };
}

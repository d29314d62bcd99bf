/** Schemas in the options of steps and of the pipeline: code, which is evaluated while compiling and gives JSON Schema. */
import type { FragmentId, Span, StepEnd, StepIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { JSON_SCHEMA_OF } from "../bundle/json-schema-of.ts";
import type { Analysis } from "./frame.ts";
import { spanOf } from "./spans.ts";

export const STEP_ENDS: readonly StepEnd[] = ["input", "output"];

/** Whose schema it is, and of what. */
export type SchemaOwner =
  { readonly of: "step"; readonly step: StepIr["id"]; readonly end: StepEnd } | { readonly of: "pipeline" };

export interface GivenSchema {
  readonly owner: SchemaOwner;
  /** The option. */
  readonly option: StepEnd | "params";
  /** What messages call it: ``the input of `load` ``. */
  readonly what: string;
  /** The code that gives `SchemaOrRefusals`. */
  readonly fragment: FragmentId;
  readonly text: string;
  /** Where the part at a path is written, as far as it is here. */
  readonly spanOf: (keys: readonly string[]) => Span;
}

/** Registers what is to be evaluated; gives the ends that have a schema. */
export function givenSchemas(
  { id, name }: Pick<StepIr, "id" | "name">,
  expressions: { readonly [option: string]: ts.Expression },
  analysis: SchemaLists,
): readonly StepEnd[] {
  return STEP_ENDS.filter((end) => {
    const node = expressions[end];
    if (node === undefined) return false;
    const what = `the ${end === "input" ? "input" : "result"} of \`${name}\``;
    ask(node, `${id} ${end}`, { owner: { of: "step", step: id, end }, option: end, what }, analysis);
    return true;
  });
}

/** The same for the parameters of the pipeline. */
export function givenParams(node: ts.Expression | undefined, analysis: SchemaLists): void {
  if (node === undefined) return;
  ask(node, "$params", { owner: { of: "pipeline" }, option: "params", what: "the parameters" }, analysis);
}

type SchemaLists = Pick<Analysis, "roots" | "schemas" | "root">;

function ask(
  node: ts.Expression,
  fragment: FragmentId,
  given: Pick<GivenSchema, "owner" | "option" | "what">,
  { roots, schemas, root }: SchemaLists,
): void {
  const text = node.getText();
  schemas.push({ ...given, fragment, text, spanOf: (keys) => spanOf(root, partAt(node, keys)) });
  const code = `${JSON_SCHEMA_OF}(${text}, "${given.option}")`;
  roots.push({ kind: "fragment", id: fragment, node, params: [], text: code, holes: [] });
}

/** The innermost field on the way that is written in a literal, as in `z.object({ runs: z.array(z.object({ … })) })`. */
function partAt(node: ts.Node, keys: readonly string[]): ts.Node {
  const [key, ...more] = keys;
  if (key === undefined) return node;
  let found: ts.PropertyAssignment | undefined;
  const visit = (inner: ts.Node): void => {
    if (found !== undefined) return;
    if (!ts.isObjectLiteralExpression(inner)) return ts.forEachChild(inner, visit);
    found = inner.properties.find(
      (one): one is ts.PropertyAssignment =>
        ts.isPropertyAssignment(one) &&
        (ts.isIdentifier(one.name) || ts.isStringLiteralLike(one.name)) &&
        one.name.text === key,
    );
  };
  visit(node);
  return found === undefined ? node : more.length === 0 ? found : partIn(found, more);
}

function partIn(property: ts.PropertyAssignment, keys: readonly string[]): ts.Node {
  const inner = partAt(property.initializer, keys);
  return inner === property.initializer ? property : inner;
}

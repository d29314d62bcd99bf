/** Checks and completes the parameters of a run before anything starts. */
import type { Store } from "@argosy/sdk/runtime";
import { compileShape, type Diagnostic, type Json, type JsonSchema, type ParamIr } from "@argosy/sdk/ir";
import { mapArtifacts, placeholder, saveArtifact, type GivenArtifact } from "./params/artifacts.ts";
import { checkValue } from "./params/check-value.ts";
import { describeSchema } from "./params/describe-schema.ts";
import { missingParameter, unknownParameter, wrongParameter } from "./params/problems.ts";

export interface CompleteParamsOptions {
  readonly params: readonly ParamIr[];
  /** Parameter name → value; for an artifact also a path or URI. */
  readonly given: { readonly [name: string]: Json };
  /** Paths are relative to it. */
  readonly cwd: string;
  /** Called only when an artifact has to be saved. */
  readonly openStore: () => Store;
}

export type CompletedParams =
  | { readonly ok: true; readonly params: { readonly [name: string]: Json } }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * The parameters as the program gets them: defaults filled in, files saved to the store and replaced by their records.
 * Every problem is found before anything is saved.
 *
 * @example
 * const completed = await completeParams({ params: program.params, given: { rows: 1000 }, cwd: process.cwd(), openStore });
 */
export async function completeParams({
  params,
  given,
  cwd,
  openStore,
}: CompleteParamsOptions): Promise<CompletedParams> {
  const known = params.map(({ name }) => name);
  const unknown = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => unknownParameter(name, known));
  const checked = params.flatMap((param) =>
    checkParam(param, Object.hasOwn(given, param.name) ? given[param.name] : undefined),
  );
  const diagnostics = [...unknown, ...checked];
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return saveAll(params, given, (artifact) => saveArtifact(artifact, cwd, openStore));
}

function checkParam(param: ParamIr, value: Json | undefined): readonly Diagnostic[] {
  const schema = schemaOf(param);
  if (value === undefined)
    return param.required && param.default === undefined ? [missingParameter(param.name, describeSchema(schema))] : [];
  const problems = checkValue(mapArtifacts(value, schema, param.name, placeholder), param.schema);
  return problems.map(({ path, message }) =>
    wrongParameter(`${param.name}${path === "" || path.startsWith("[") ? path : `.${path}`}`, message),
  );
}

/** Saves one file after the other: together they would only fight for the disk. */
async function saveAll(
  params: readonly ParamIr[],
  given: { readonly [name: string]: Json },
  save: (artifact: GivenArtifact) => ReturnType<typeof saveArtifact>,
): Promise<CompletedParams> {
  const records = new Map<string, Json>();
  const diagnostics: Diagnostic[] = [];
  const values = params.flatMap((param): readonly (readonly [ParamIr, Json])[] => {
    const value = Object.hasOwn(given, param.name) ? given[param.name] : param.default;
    return value === undefined ? [] : [[param, value]];
  });
  for (const artifact of values.flatMap(([param, value]) => artifactsIn(param, value))) {
    const saved = await save(artifact);
    if ("record" in saved) records.set(artifact.path, saved.record);
    else diagnostics.push(saved.problem);
  }
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const completed = values.map(
    ([param, value]) =>
      [
        param.name,
        mapArtifacts(
          compileShape(param.schema)(value) as Json,
          schemaOf(param),
          param.name,
          ({ path }) => records.get(path) ?? null,
        ),
      ] as const,
  );
  return { ok: true, params: Object.fromEntries(completed) };
}

function artifactsIn(param: ParamIr, value: Json): readonly GivenArtifact[] {
  const found: GivenArtifact[] = [];
  mapArtifacts(value, schemaOf(param), param.name, (artifact) => {
    found.push(artifact);
    return null;
  });
  return found;
}

function schemaOf({ schema, artifact }: ParamIr): JsonSchema {
  return artifact === undefined ? schema : { ...schema, "x-artifact": artifact };
}

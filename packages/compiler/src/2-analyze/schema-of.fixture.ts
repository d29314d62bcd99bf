/** Schemas of types written as text, and values tried on them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCheck, type Json, type JsonSchema } from "@argosy/sdk/ir";
import { Project, ts } from "ts-morph";
import { expect } from "vitest";
import { artifactName, type SchemaProblem, typeToSchema } from "./types-to-schema.ts";

export const SDK: string = join(import.meta.dirname, "../../../sdk/src");
const project = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    lib: ["lib.es2024.d.ts", "lib.dom.d.ts"],
    types: [],
  },
});
for (const file of ["artifacts.ts", "ir/types.ts", "ir/span.ts"]) {
  project.createSourceFile(join(SDK, file), readFileSync(join(SDK, file), "utf8"));
}

export interface Outcome {
  readonly schema: JsonSchema;
  readonly problems: readonly SchemaProblem[];
  readonly artifact: string | undefined;
}

/** The schema of the type called `T` in a file of its own. */
export function schemaOf(source: string): Outcome {
  const file = project.createSourceFile(
    "/src/types.ts",
    `${/\b(?:type|interface) T\b/.test(source) ? "" : "export type T = "}${source}`,
    { overwrite: true },
  );
  const checker = project.getTypeChecker().compilerObject;
  const at = file.compilerNode;
  const declaration = at.statements.find(
    (statement) =>
      (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) && statement.name.text === "T",
  );
  if (declaration === undefined) throw new Error("the test declares no type T");
  const type = checker.getTypeAtLocation(declaration);
  const problems: SchemaProblem[] = [];
  return {
    schema: typeToSchema(type, { checker, at, report: (problem) => problems.push(problem) }),
    problems,
    artifact: artifactName(type, checker),
  };
}

/** Converts, and tries values as a pod would. */
export function accepts(source: string, good: readonly Json[], bad: readonly Json[]): JsonSchema {
  const { schema, problems } = schemaOf(source);
  expect(problems.map((problem) => [problem.path, problem.reason])).toEqual([]);
  const check = compileCheck(schema);
  for (const value of good) expect(check(value), JSON.stringify(value)).toBeUndefined();
  for (const value of bad) expect(check(value), JSON.stringify(value)).toBeDefined();
  return schema;
}

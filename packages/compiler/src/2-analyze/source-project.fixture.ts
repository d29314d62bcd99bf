/**
 * Small real projects for tests of slicing and bundling. In a project's files every `export const x = step(options, fn)`
 * is a step `x`, and every `fragment("id", (a, b) => expression)` a fragment: the calls mark places, nothing runs them.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Project, ts } from "ts-morph";
import { afterAll } from "vitest";
import { isSdkFile } from "./sdk-symbols.ts";
import { buildSourceGraph, type Root } from "./source-graph.ts";
import type { SourceGraph } from "../bundle/source-graph-types.ts";

export const repository: string = resolve(import.meta.dirname, "../../../..");

/** Everything that a test file writes; gone when it ends. */
const workspace: string = realpathSync(mkdtempSync(join(tmpdir(), "argosy-test-")));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** A new empty folder. */
export function newFolder(name: string): string {
  return mkdtempSync(join(workspace, `${name}-`));
}

export type Files = { readonly [path: string]: string };

/** Writes a project into a new folder; `packages` are linked: those that the SDK depends on. */
export function writeProject(files: Files, packages: readonly string[] = []): string {
  const root = newFolder("project");
  for (const [path, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  link(root, "@argosy/sdk", "packages/sdk");
  for (const name of packages) link(root, name, `packages/sdk/node_modules/${name}`);
  return root;
}

function link(root: string, name: string, target: string): void {
  const path = join(root, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(join(repository, target)), path);
}

export interface GraphOptions {
  readonly entry?: string;
  /** The steps and fragments to start at; all of them when absent. */
  readonly only?: readonly string[];
  readonly compilerOptions?: ts.CompilerOptions;
}

export function graphOf(
  root: string,
  { entry = "pipeline.ts", only, compilerOptions = {} }: GraphOptions = {},
): SourceGraph {
  const project = new Project({
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      lib: ["lib.es2024.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      noEmit: true,
      resolveJsonModule: true,
      types: [],
      ...compilerOptions,
    },
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  project.addSourceFileAtPath(join(root, entry));
  const program = project.getProgram().compilerObject;
  const file = program.getSourceFile(join(root, entry));
  if (file === undefined) throw new Error(`no ${entry}`);
  const roots = [...stepsIn(file), ...fragmentsIn(file)].filter(({ id }) => only === undefined || only.includes(id));
  return buildSourceGraph({ program, checker: program.getTypeChecker(), root, isSdkModule: isSdkFile, roots });
}

function stepsIn(file: ts.SourceFile): readonly Root[] {
  return file.statements.flatMap((statement): readonly Root[] => {
    if (ts.isExportAssignment(statement)) {
      const fn = functionOfStep(statement.expression);
      return fn === undefined ? [] : [{ kind: "step", id: "default", declaration: statement, fn }];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap((declaration): readonly Root[] => {
      const fn = functionOfStep(declaration.initializer);
      return fn === undefined ? [] : [{ kind: "step", id: declaration.name.getText(file), declaration, fn }];
    });
  });
}

function functionOfStep(node: ts.Expression | undefined): ts.Expression | undefined {
  return node !== undefined && ts.isCallExpression(node) && node.expression.getText() === "step"
    ? node.arguments[1]
    : undefined;
}

function fragmentsIn(file: ts.SourceFile): readonly Root[] {
  const roots: Root[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "fragment") {
      const [id, arrow] = node.arguments;
      if (id !== undefined && ts.isStringLiteral(id) && arrow !== undefined && ts.isArrowFunction(arrow)) {
        const params = arrow.parameters.map(({ name }) => name.getText(file));
        roots.push({
          kind: "fragment",
          id: id.text,
          node: arrow.body as ts.Expression,
          params,
          text: arrow.body.getText(file),
          holes: [],
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return roots;
}

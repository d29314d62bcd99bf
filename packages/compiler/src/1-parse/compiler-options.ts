import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";

/** The user's own tsconfig where there is one, else strict defaults; either way nothing is written and libraries are not checked. */
export function compilerOptionsFor(entry: string): {
  readonly options: ts.CompilerOptions;
  readonly configFile?: string;
  /** Declarations that the tsconfig brings in without an import, such as those of packages that have no types. */
  readonly declarations: readonly string[];
} {
  const configFile = ts.findConfigFile(dirname(entry), ts.sys.fileExists);
  if (configFile === undefined) {
    const options = { ...DEFAULTS, ...nodeTypes(dirname(entry), undefined), ...ALWAYS };
    return { options: { ...options, ...ownSdk(entry, options) }, declarations: [] };
  }
  const parsed = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, ts.sys.readFile).config,
    { ...ts.sys, readDirectory: findDeclarations },
    dirname(configFile),
  );
  const {
    incremental: _incremental,
    composite: _composite,
    tsBuildInfoFile: _info,
    rootDir: _rootDir,
    ...options
  } = parsed.options;
  const complete = { ...options, ...nodeTypes(dirname(configFile), options), ...ALWAYS };
  const declarations = parsed.fileNames.filter((file) => DECLARATIONS.some((ending) => file.endsWith(ending)));
  return { options: { ...complete, ...ownSdk(entry, complete) }, configFile, declarations };
}

const DECLARATIONS = [".d.ts", ".d.mts", ".d.cts"];

/** The pipeline's modules are found through imports; the rest of the project is none of our business. */
const findDeclarations: typeof ts.sys.readDirectory = (path, _extensions, exclude, include, depth) =>
  ts.sys.readDirectory(path, DECLARATIONS, exclude, include, depth);

const ALWAYS: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  declaration: false,
  // Exports without annotations are fine in a pipeline file: nothing is emitted from it.
  isolatedDeclarations: false,
};

const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

/** Node's globals are legal in steps, so its types come with Argosy when the project has none. */
function nodeTypes(directory: string, options: ts.CompilerOptions | undefined): ts.CompilerOptions {
  if (options?.types !== undefined && !options.types.includes("node")) return {};
  const own = dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));
  return { types: ["node"], typeRoots: [join(directory, "node_modules/@types"), own] };
}

const SDK = "@argosy/sdk";

/** A file that lies in no project still finds the SDK: the one that Argosy itself uses. */
function ownSdk(entry: string, options: ts.CompilerOptions): ts.CompilerOptions {
  if (ts.resolveModuleName(SDK, entry, options, ts.sys).resolvedModule !== undefined) return {};
  const own = fileURLToPath(import.meta.resolve(SDK)).replace(/\.js$/, ".d.ts");
  return { paths: { ...options.paths, [SDK]: [own] } };
}

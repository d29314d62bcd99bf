/** The modules of the user's program, and what their import specifiers lead to. */
import { relative, sep } from "node:path";
import { ts } from "ts-morph";
import { cutModule, type ModulePieces } from "./source-pieces.ts";

/** A link before modules have numbers. */
export type Link =
  | { readonly kind: "source"; readonly module: ModulePieces }
  | { readonly kind: "sdk" }
  | { readonly kind: "file"; readonly path: string };

export interface SourceModules {
  readonly checker: ts.TypeChecker;
  /** What JSX calls without naming it. */
  readonly jsxNames: readonly string[];
  of(file: ts.SourceFile): ModulePieces;
  /** Absent for packages. */
  link(from: ModulePieces, specifier: ts.Expression): Link | undefined;
  links(from: ModulePieces): ReadonlyMap<string, Link>;
  pathOf(file: ts.SourceFile): string;
  readonly all: Iterable<ModulePieces>;
}

export interface SourceModulesOptions {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly root: string;
  readonly isSdkModule: (fileName: string) => boolean;
}

/** Argosy's own packages have no place in a pod; the bundler says so where they are imported. */
const OWN_PACKAGES = /^@argosy\/(?!sdk(\/|$))/;

/**
 * A module is the user's, and is sliced, when the program holds its source and it does not lie in a `node_modules`
 * folder: packages of the same workspace count, being links to their sources. Everything else is a package's.
 */
export function sourceModules(options: SourceModulesOptions): SourceModules {
  const { checker, root } = options;
  const modules = new Map<ts.SourceFile, ModulePieces>();
  const found = new Map<ModulePieces, Map<string, Link>>();
  const pathOf = (file: ts.SourceFile): string => relative(root, file.fileName).split(sep).join("/");
  const of = (file: ts.SourceFile): ModulePieces => {
    const known = modules.get(file);
    if (known !== undefined) return known;
    const cut = cutModule(file);
    modules.set(file, cut);
    found.set(cut, new Map());
    return cut;
  };
  const resolve = (specifier: ts.StringLiteralLike): Link | undefined => {
    if (OWN_PACKAGES.test(specifier.text)) return undefined;
    const file = checker.getSymbolAtLocation(specifier)?.declarations?.find(ts.isSourceFile);
    if (file === undefined) return undefined;
    if (options.isSdkModule(file.fileName)) return { kind: "sdk" };
    if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) return undefined;
    return file.fileName.endsWith(".json")
      ? { kind: "file", path: pathOf(file) }
      : { kind: "source", module: of(file) };
  };
  const links = (from: ModulePieces): Map<string, Link> => found.get(from) ?? new Map<string, Link>();
  return {
    checker,
    jsxNames: jsxNames(options.program.getCompilerOptions()),
    of,
    pathOf,
    links,
    link: (from, specifier) => {
      if (!ts.isStringLiteralLike(specifier)) return undefined;
      const known = links(from).get(specifier.text);
      if (known !== undefined) return known;
      const link = resolve(specifier);
      if (link !== undefined) links(from).set(specifier.text, link);
      return link;
    },
    get all() {
      return modules.values();
    },
  };
}

function jsxNames({ jsxFactory = "React", jsxFragmentFactory = "React" }: ts.CompilerOptions): readonly string[] {
  return [...new Set([jsxFactory, jsxFragmentFactory].map((name) => name.replace(/\..*/s, "")))];
}

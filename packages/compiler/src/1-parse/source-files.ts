/**
 * Programs that share what they have parsed: from one to the next only what has changed on disk is read again. Packages
 * are taken to stay as they are installed, until they are looked at with `forget`.
 */
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

interface Parsed {
  /** Of the text that was read, as the file system tells. */
  readonly version: string | undefined;
  readonly file: ts.SourceFile;
}

/** Files by format and path, parsed with options that a bound file depends on. */
type ParsedFiles = Map<string, Parsed>;

interface Known {
  readonly program: ts.Program;
  /** Whether a file of the user imports something that was not there. */
  readonly isIncomplete: boolean;
}

export class SourceFiles {
  readonly #parsed = new Map<string, ParsedFiles>();
  readonly #programs = new Map<string, Known>();
  readonly #libraries = new Map(getLibFiles().map(({ fileName, text }) => [`${LIBRARIES}/${fileName}`, text]));

  /** The program of these files as they are now. */
  program(roots: readonly string[], options: ts.CompilerOptions): ts.Program {
    const parsed = this.#filesFor(options);
    const name = JSON.stringify([options, roots]);
    const known = this.#programs.get(name);
    const missing: string[] = [];
    // TypeScript takes over what an earlier program has not found, too.
    const earlier = known?.isIncomplete === true ? undefined : known?.program;
    const program = ts.createProgram([...roots], options, this.#host(parsed, options, missing), earlier);
    this.#programs.set(name, { program, isIncomplete: missing.length > 0 });
    return program;
  }

  /** Drops all programs, and the files of packages that are no longer as they were read. */
  forget(): void {
    this.#programs.clear();
    for (const parsed of this.#parsed.values())
      for (const [key, { version, file }] of parsed)
        if (!this.#libraries.has(file.fileName) && versionOf(file.fileName) !== version) parsed.delete(key);
  }

  #filesFor(options: ts.CompilerOptions): ParsedFiles {
    const key = JSON.stringify(BINDING_OPTIONS.map((name) => options[name]));
    const parsed: ParsedFiles = this.#parsed.get(key) ?? new Map<string, Parsed>();
    this.#parsed.set(key, parsed);
    return parsed;
  }

  #host(parsed: ParsedFiles, given: ts.CompilerOptions, missing: string[]): ts.CompilerHost {
    const resolutions = ts.createModuleResolutionCache(process.cwd(), canonicalName, given);
    const readFile = (path: string): string | undefined => this.#libraries.get(path) ?? ts.sys.readFile(path);
    const host: ts.CompilerHost = {
      fileExists: (path) => this.#libraries.has(path) || ts.sys.fileExists(path),
      readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
      getSourceFile: (path, language) => this.#sourceFile(path, language, parsed, readFile),
      resolveModuleNameLiterals: (literals, importer, redirected, options, file) =>
        literals.map((literal) => {
          const mode = ts.getModeForUsageLocation(file, literal, options);
          const found = ts.resolveModuleName(literal.text, importer, options, host, resolutions, redirected, mode);
          const isKnown = found.resolvedModule !== undefined || isBuiltin(literal.text) || isInstalled(importer);
          if (!isKnown) missing.push(literal.text);
          return found;
        }),
      getDefaultLibLocation: () => LIBRARIES,
      getDefaultLibFileName: (given) => `${LIBRARIES}/${ts.getDefaultLibFileName(given)}`,
      // TypeScript's own remembers the first answer.
      getCurrentDirectory: () => process.cwd(),
      getCanonicalFileName: canonicalName,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getNewLine: () => ts.sys.newLine,
      writeFile: () => undefined,
    };
    return host;
  }

  #sourceFile(
    path: string,
    language: ts.ScriptTarget | ts.CreateSourceFileOptions,
    parsed: ParsedFiles,
    readFile: (path: string) => string | undefined,
  ): ts.SourceFile | undefined {
    const format = typeof language === "object" ? (language.impliedNodeFormat ?? "") : "";
    const key = `${format}:${path}`;
    const known = parsed.get(key);
    if (known !== undefined && (isInstalled(path) || known.version === versionOf(path))) return known.file;
    const version = this.#libraries.has(path) ? undefined : versionOf(path);
    const text = readFile(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, text, { ...asOptions(language), jsDocParsingMode: commentsOf(path) });
    parsed.set(key, { version, file });
    return file;
  }
}

/** A folder of `node_modules` that exists in memory only. */
const LIBRARIES: string = libFolderInMemoryPath;

/** The options that decide how a file is parsed and bound; those that only the checker reads are not among them. */
const BINDING_OPTIONS = [
  "allowJs",
  "allowUnreachableCode",
  "allowUnusedLabels",
  "alwaysStrict",
  "importHelpers",
  "isolatedModules",
  "jsx",
  "jsxImportSource",
  "module",
  "moduleDetection",
  "moduleResolution",
  "noFallthroughCasesInSwitch",
  "preserveConstEnums",
  "strict",
  "target",
  "verbatimModuleSyntax",
] as const satisfies readonly (keyof ts.CompilerOptions)[];

function canonicalName(name: string): string {
  return ts.sys.useCaseSensitiveFileNames ? name : name.toLowerCase();
}

function isInstalled(path: string): boolean {
  return path.includes("/node_modules/");
}

function asOptions(language: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  return typeof language === "object" ? language : { languageVersion: language };
}

/** Comments become descriptions of parameters; those of the environment never do. */
function commentsOf(path: string): ts.JSDocParsingMode {
  const isEnvironment = path.startsWith(`${LIBRARIES}/`) || path.includes("/node_modules/@types/node/");
  return isEnvironment ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseAll;
}

function versionOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.mtimeMs}:${found.size}:${found.ino}`;
}

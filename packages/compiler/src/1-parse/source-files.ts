/**
 * Programs that share what they have parsed: from one to the next only what has changed on disk is read again. Packages
 * are taken to stay as they are installed.
 */
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

interface Parsed {
  /** Of the text that was read, as the file system tells. */
  readonly version: string | undefined;
  readonly file: ts.SourceFile;
}

/** Everything of one set of compiler options, which a bound file depends on. */
interface Generation {
  readonly parsed: Map<string, Parsed>;
  readonly programs: Map<string, Known>;
  readonly resolutions: ts.ModuleResolutionCache;
}

interface Known {
  readonly program: ts.Program;
  /** Whether a file of the user imports something that was not there. */
  readonly isIncomplete: boolean;
}

export class SourceFiles {
  readonly #generations = new Map<string, Generation>();
  readonly #libraries = new Map(getLibFiles().map(({ fileName, text }) => [`${LIBRARIES}/${fileName}`, text]));

  /** The program of these files as they are now. */
  program(roots: readonly string[], options: ts.CompilerOptions): ts.Program {
    const key = JSON.stringify(options);
    const generation = this.#generations.get(key) ?? newGeneration(options);
    this.#generations.set(key, generation);
    const name = JSON.stringify(roots);
    const known = generation.programs.get(name);
    const missing: string[] = [];
    generation.resolutions.clear();
    // TypeScript takes over what an earlier program has not found, too.
    const earlier = known?.isIncomplete === true ? undefined : known?.program;
    const program = ts.createProgram([...roots], options, this.#host(generation, missing), earlier);
    generation.programs.set(name, { program, isIncomplete: missing.length > 0 });
    return program;
  }

  #host({ parsed, resolutions }: Generation, missing: string[]): ts.CompilerHost {
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
      getCurrentDirectory: ts.sys.getCurrentDirectory,
      getCanonicalFileName: (name) => (ts.sys.useCaseSensitiveFileNames ? name : name.toLowerCase()),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getNewLine: () => ts.sys.newLine,
      writeFile: () => undefined,
    };
    return host;
  }

  #sourceFile(
    path: string,
    language: ts.ScriptTarget | ts.CreateSourceFileOptions,
    parsed: Map<string, Parsed>,
    readFile: (path: string) => string | undefined,
  ): ts.SourceFile | undefined {
    const format = typeof language === "object" ? (language.impliedNodeFormat ?? "") : "";
    const key = `${format}:${path}`;
    const version = isInstalled(path) ? undefined : versionOf(path);
    const known = parsed.get(key);
    if (known !== undefined && known.version === version) return known.file;
    const text = readFile(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, text, { ...asOptions(language), jsDocParsingMode: commentsOf(path) });
    parsed.set(key, { version, file });
    return file;
  }
}

/** A folder of `node_modules` that exists in memory only. */
const LIBRARIES: string = libFolderInMemoryPath;

function newGeneration(options: ts.CompilerOptions): Generation {
  const canonical = (name: string): string => (ts.sys.useCaseSensitiveFileNames ? name : name.toLowerCase());
  const resolutions = ts.createModuleResolutionCache(ts.sys.getCurrentDirectory(), canonical, options);
  return { parsed: new Map(), programs: new Map(), resolutions };
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

/** Compiles many modules cheaply: TypeScript's library files are parsed once, and modules share one program. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Diagnostic, TargetSettings } from "@argosy/sdk/ir";
import { Project, ts } from "ts-morph";
import { compilerOptionsFor } from "../../packages/compiler/src/1-parse/compiler-options.ts";
import { typescriptDiagnostics } from "../../packages/compiler/src/1-parse/typescript-diagnostics.ts";
import { analyzeProgram } from "../../packages/compiler/src/2-analyze/analyze.ts";
import { explain } from "../../packages/compiler/src/3-lower/explain.ts";
import { foldConstants } from "../../packages/compiler/src/3-lower/fold-constants.ts";
import { lower } from "../../packages/compiler/src/3-lower/lower.ts";
import { argo } from "../../packages/compiler/src/4-emit/argo/index.ts";
import { kfp } from "../../packages/compiler/src/4-emit/kfp/index.ts";
import { bundleProgram } from "../../packages/compiler/src/bundle/bundle-program.ts";
import {
  evaluateAtCompileTime,
  evaluateExpressions,
  type Evaluation,
} from "../../packages/compiler/src/bundle/evaluate.ts";
import type { Compiled } from "@argosy/compiler";

export interface SourceText {
  /** Absolute; the file need not exist. */
  readonly path: string;
  readonly text: string;
}

export type CompiledText =
  { readonly ok: true; readonly compiled: Compiled } | { readonly ok: false; readonly problems: readonly string[] };

export interface ManyOptions {
  /** TypeScript's own check of every module. */
  readonly check: boolean;
  readonly forceGlue?: boolean;
  /** Default `argo`, with a pod runtime that runs in the test's own process. */
  readonly target?: "argo" | "kfp";
}

const SETTINGS: TargetSettings = { image: "node:24-slim" };
const POD_RUNTIMES = {
  argo: fileURLToPath(new URL("pod-runtime.ts", import.meta.url)),
  kfp: fileURLToPath(new URL("../kfp/recording-pod.ts", import.meta.url)),
};
const sdkChecks = fileURLToPath(new URL("../../packages/sdk/src/runtime/checks.ts", import.meta.url));
const sdkPodShim = fileURLToPath(new URL("../../packages/sdk/src/pod-shim.ts", import.meta.url));
const root = fileURLToPath(new URL("../differential/cases", import.meta.url));

/** Parses modules in `root`; keeps what it has read of libraries for the next time. */
export class ManyCompiler {
  readonly #options: ts.CompilerOptions;
  readonly #files: Map<string, ts.SourceFile | undefined>;
  readonly #libraries: string;
  #last: ts.Program | undefined;

  constructor() {
    // Generated programs do not use everything they declare.
    const unused = { noUnusedLocals: false, noUnusedParameters: false, allowUnusedLabels: true };
    this.#options = { ...compilerOptionsFor(`${root}/x.ts`).options, ...unused };
    // TypeScript's libraries are inside ts-morph, not on disk.
    const project = new Project({
      compilerOptions: this.#options,
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
    });
    project.createSourceFile(`${root}/x.ts`, "");
    const files = project.getProgram().compilerObject.getSourceFiles();
    this.#files = new Map(files.filter((file) => file.isDeclarationFile).map((file) => [file.fileName, file]));
    this.#libraries = dirname([...this.#files.keys()].find((name) => name.endsWith("/lib.es5.d.ts")) ?? "");
  }

  async compile(sources: readonly SourceText[], options: ManyOptions): Promise<readonly CompiledText[]> {
    const program = this.#parse(sources);
    const checker = program.getTypeChecker();
    const found: readonly Diagnostic[] = options.check
      ? typescriptDiagnostics({ program, checker, entry: program.getSourceFiles()[0] as ts.SourceFile, root })
      : [];
    const results: CompiledText[] = [];
    for (const { path } of sources) {
      const entry = program.getSourceFile(path);
      if (entry === undefined) throw new Error(`${path} is not in the program`);
      const own = found.filter(({ span }) => path.endsWith(`/${span?.file}`));
      results.push(own.length > 0 ? refused(own) : await compileOne({ program, checker, entry, root }, options));
    }
    return results;
  }

  #parse(sources: readonly SourceText[]): ts.Program {
    const texts = new Map(sources.map(({ path, text }) => [path, text]));
    const host = ts.createCompilerHost(this.#options);
    const read = host.getSourceFile.bind(host);
    const readFile = host.readFile.bind(host);
    const exists = host.fileExists.bind(host);
    host.fileExists = (name) => texts.has(name) || exists(name);
    host.readFile = (name) => texts.get(name) ?? readFile(name);
    host.getSourceFile = (name, languageVersion) => {
      const text = texts.get(name);
      if (text !== undefined) return ts.createSourceFile(name, text, languageVersion, true);
      if (!this.#files.has(name)) this.#files.set(name, read(name, languageVersion));
      return this.#files.get(name);
    };
    host.getDefaultLibLocation = () => this.#libraries;
    host.getDefaultLibFileName = (options) => `${this.#libraries}/${ts.getDefaultLibFileName(options)}`;
    this.#last = ts.createProgram([...texts.keys()], this.#options, host, this.#last);
    return this.#last;
  }
}

type Parsed = Parameters<typeof analyzeProgram>[0];

async function compileOne(parsed: Parsed, { forceGlue = false, target = "argo" }: ManyOptions): Promise<CompiledText> {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic): void => void diagnostics.push(found);
  const errors = (): readonly Diagnostic[] => diagnostics.filter(({ severity }) => severity === "error");
  const analyzed = analyzeProgram(parsed, undefined, parsed.entry.fileName, report);
  if (analyzed === undefined || errors().length > 0) return refused(errors());
  const { sources } = analyzed;
  const valueOf = (one: Evaluation) => (one.ok ? { value: one.value } : undefined);
  const ir = await foldConstants(
    analyzed.ir,
    async (calls) => (await evaluateAtCompileTime({ sources, root, sdkPodShim, calls })).map(valueOf),
    (expressions) => evaluateExpressions(expressions).map(valueOf),
  );
  const program = lower(ir, { forceGlue, report });
  diagnostics.push(...(target === "kfp" ? kfp : argo).check(program, SETTINGS));
  if (errors().length > 0) return refused(errors());
  const bundled = await bundleProgram({
    ir,
    program,
    sources,
    root,
    podRuntime: POD_RUNTIMES[target],
    sdkPodShim,
    sdkChecks,
  });
  diagnostics.push(...bundled.diagnostics);
  if (errors().length > 0) return refused(errors());
  const emitted = emitFor(target, program, bundled.bundles, diagnostics);
  if (errors().length > 0) return refused(errors());
  const explanation = explain(program, []);
  return { ok: true, compiled: { ir, program, bundles: bundled.bundles, explanation, ...emitted } };
}

function emitFor(
  target: "argo" | "kfp",
  program: Compiled["program"],
  bundles: Compiled["bundles"],
  diagnostics: Diagnostic[],
): Pick<Compiled, "documents" | "kfp"> {
  if (target === "kfp") {
    const documents = kfp.emit(program, bundles, SETTINGS);
    diagnostics.push(...kfp.checkDocuments(program, bundles, documents));
    return { kfp: documents };
  }
  const documents = argo.emit(program, bundles, SETTINGS);
  diagnostics.push(...argo.checkDocuments(program, bundles, documents));
  return { documents };
}

function refused(diagnostics: readonly Diagnostic[]): CompiledText {
  const problems = diagnostics.map(({ code, message, span }) => `${span?.line}:${span?.column} ${code} ${message}`);
  return { ok: false, problems };
}

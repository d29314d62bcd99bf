/** From the command line to a compiled pipeline, with everything printed that the compiler has to say. */
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiled, SourceFiles } from "@argosy/compiler";
import type { Diagnostic, Severity } from "@argosy/sdk/ir";
import { loadSettings, type Settings } from "./config.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { OptionValues } from "./options.ts";
import { showStack } from "./report-error.ts";
import { diagnosticPrinter, exitCodeFor, readText } from "./print-diagnostics.ts";

export interface CompileRequest {
  /** Absolute path of a file that exists. */
  readonly file: string;
  readonly target: "argo" | "kfp" | "local";
  readonly options: OptionValues;
  /** What is printed besides errors. */
  readonly alsoPrint: readonly Severity[];
  /** What earlier compilations have parsed. */
  readonly parsed?: SourceFiles;
}

export type CompileOutcome = { readonly read: readonly string[]; readonly diagnostics: readonly Diagnostic[] } & (
  { readonly ok: false; readonly exitCode: ExitCode } | ({ readonly ok: true } & CompiledSource)
);

export interface CompiledSource {
  readonly compiled: Compiled;
  readonly settings: Settings;
  /** Prints to stderr in the format that was asked for. */
  readonly print: (diagnostics: readonly Diagnostic[]) => void;
  /** The text of a file of the project, when it can be read. */
  readonly text: (file: string) => string | undefined;
}

/** Compiles the file and prints its diagnostics to stderr. */
export async function compileSource(request: CompileRequest, host: Host): Promise<CompileOutcome> {
  const { file, target, options } = request;
  const [settings, { compile }] = await Promise.all([loadSettings(file, options, host), import("@argosy/compiler")]);
  const { root, diagnostics, read, bug, compiled } = await compile(
    {
      entry: file,
      shownAs: relative(host.cwd, file),
      target,
      podRuntime: fileURLToPath(
        import.meta.resolve(target === "kfp" ? "@argosy/runner/pod/kfp" : "@argosy/runner/pod"),
      ),
      settings: settings.target,
      ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
      ...(options["force-glue"] === undefined ? {} : { forceGlue: true }),
    },
    request.parsed,
  );
  const printAt = await diagnosticPrinter(options, host);
  const print = (list: readonly Diagnostic[]): void => printAt(list, root);
  const shown = diagnostics.filter(({ severity }) => severity === "error" || request.alsoPrint.includes(severity));
  print(shown);
  if (bug !== undefined) showStack(bug, host);
  const common = { read, diagnostics: shown };
  if (compiled === undefined) return { ok: false, exitCode: exitCodeFor(diagnostics), ...common };
  return { ok: true, compiled, settings, print, text: (name) => readText(resolve(root, name)), ...common };
}

/** `kfp@2.14` is the oldest server that is compiled for, and what is emitted needs no newer one. */
export function targetOf(name: string | undefined): "argo" | "kfp" {
  return name?.startsWith("kfp") === true ? "kfp" : "argo";
}

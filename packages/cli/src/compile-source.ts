/** From the command line to a compiled pipeline, with everything printed that the compiler has to say. */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiled } from "@argosy/compiler";
import type { Diagnostic, Severity } from "@argosy/sdk/ir";
import { loadSettings, type Settings } from "./config.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Host, wantsColour } from "./host.ts";
import type { OPTIONS, OptionValues } from "./options.ts";

export interface CompileRequest {
  /** Absolute path of a file that exists. */
  readonly file: string;
  readonly target: "argo" | "local";
  readonly options: OptionValues;
  /** What is printed besides errors. */
  readonly alsoPrint: readonly Severity[];
}

export type CompileOutcome =
  { readonly ok: false; readonly exitCode: ExitCode } | ({ readonly ok: true } & CompiledSource);

export interface CompiledSource {
  readonly compiled: Compiled;
  readonly settings: Settings;
  /** Prints to stderr in the format that was asked for. */
  readonly print: (diagnostics: readonly Diagnostic[]) => void;
  /** The text of a file of the project, when it can be read. */
  readonly text: (file: string) => string | undefined;
}

type DiagnosticFormat = (typeof OPTIONS)["format"]["choices"][number];

/** Compiles the file and prints its diagnostics to stderr. */
export async function compileSource(request: CompileRequest, host: Host): Promise<CompileOutcome> {
  const { file, target, options } = request;
  const [settings, { compile, formatDiagnostics }] = await Promise.all([
    loadSettings(file, options, host),
    import("@argosy/compiler"),
  ]);
  const { root, diagnostics, compiled } = await compile({
    entry: file,
    shownAs: relative(host.cwd, file),
    target,
    podRuntime: fileURLToPath(import.meta.resolve("@argosy/runner/pod")),
    settings: settings.target,
    ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
    ...(options["force-glue"] === undefined ? {} : { forceGlue: true }),
  });
  const print = (list: readonly Diagnostic[]): void => {
    const colour = wantsColour(host.stderr, host.env);
    host.stderr.write(
      formatDiagnostics(list, { format: formatFor(options, host), root, cwd: host.cwd, colour, source: readText }),
    );
  };
  print(diagnostics.filter(({ severity }) => severity === "error" || request.alsoPrint.includes(severity)));
  if (compiled === undefined) return { ok: false, exitCode: exitCodeFor(diagnostics) };
  return { ok: true, compiled, settings, print, text: (name) => readText(resolve(root, name)) };
}

function formatFor(options: OptionValues, { stderr, env }: Host): DiagnosticFormat {
  // Checked against the choices when it was parsed.
  return (
    (options.format as DiagnosticFormat | undefined) ??
    (stderr.isTTY === true && env["TERM"] !== "dumb" ? "pretty" : "plain")
  );
}

function exitCodeFor(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.some(({ code }) => code.startsWith("AR9"))) return EXIT.internal;
  // What has no place in the source is about what was asked for, or about settings.
  return errors.some(({ span }) => span !== undefined) ? EXIT.sourceErrors : EXIT.usage;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

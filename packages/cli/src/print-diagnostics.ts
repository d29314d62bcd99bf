/** What the compiler has to say, on stderr in the format that was asked for. */
import { readFileSync } from "node:fs";
import type { Diagnostic } from "@argosy/sdk/ir";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Host, wantsColour } from "./host.ts";
import type { OPTIONS, OptionValues } from "./options.ts";

type DiagnosticFormat = (typeof OPTIONS)["format"]["choices"][number];

/** A printer of diagnostics whose places are relative to `root`. */
export async function diagnosticPrinter(
  options: OptionValues,
  host: Host,
): Promise<(diagnostics: readonly Diagnostic[], root: string) => void> {
  const { formatDiagnostics } = await import("@argosy/compiler");
  const colour = wantsColour(host.stderr, host.env);
  const format = formatFor(options, host);
  return (diagnostics, root) => {
    host.stderr.write(formatDiagnostics(diagnostics, { format, root, cwd: host.cwd, colour, source: readText }));
  };
}

export function formatFor(options: OptionValues, { stderr, env }: Host): DiagnosticFormat {
  // Checked against the choices when it was parsed.
  return (
    (options.format as DiagnosticFormat | undefined) ??
    (stderr.isTTY === true && env["TERM"] !== "dumb" ? "pretty" : "plain")
  );
}

export function exitCodeFor(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return EXIT.ok;
  if (errors.some(({ code }) => code.startsWith("AR9"))) return EXIT.internal;
  // What has no place in the source is about what was asked for, or about settings.
  return errors.some(({ span }) => span !== undefined) ? EXIT.sourceErrors : EXIT.usage;
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

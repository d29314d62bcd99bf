import { resolve } from "node:path";
import type { Arguments } from "../arguments.ts";
import { compileSource } from "../compile-source.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { findSourceFile } from "../source-file.ts";
import { writeFiles } from "../write-documents.ts";

/** `argosy compile FILE`: documents to stdout or into a directory, diagnostics to stderr. */
export async function compileCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  const outcome = await compileSource({ file, target: "argo", options, alsoPrint: ["warning", "info"] }, host);
  if (!outcome.ok) return outcome.exitCode;
  const { documents = [] } = outcome.compiled;
  const { printYaml } = await import("@argosy/compiler");
  if (options.out === undefined) {
    host.stdout.write(printYaml(documents));
    return EXIT.ok;
  }
  const files = documents.map((document) => ({ name: fileNameOf(document), text: printYaml([document]) }));
  await writeFiles(resolve(host.cwd, options.out), options.out, files);
  host.stdout.write(files.map(({ name }) => `${options.out}/${name}\n`).join(""));
  return EXIT.ok;
}

function fileNameOf(document: { readonly kind: string; readonly metadata: { readonly name?: string } }): string {
  return `${document.kind.toLowerCase()}-${document.metadata.name ?? "unnamed"}.yaml`;
}

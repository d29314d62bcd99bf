import { dirname, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import type { ArgoKind, KubernetesObject, SourceFiles } from "@argosy/compiler";
import type { Arguments } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { type CompiledSource, type CompileOutcome, compileSource, targetOf } from "../compile-source.ts";
import { findConfig } from "../config.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { fixFiles } from "../fix-files.ts";
import type { Host } from "../host.ts";
import type { OptionValues } from "../options.ts";
import { reportError } from "../report-error.ts";
import { findSourceFile } from "../source-file.ts";
import { watchFiles } from "../watch-files.ts";
import { watchStatus } from "../watch-status.ts";
import { writeFiles } from "../write-documents.ts";

/** `argosy compile FILE`: documents to stdout or into a directory, diagnostics to stderr. */
export async function compileCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const file = await findSourceFile(positionals[0] ?? "", host);
  if (options.watch === true) return watchAndCompile(file, options, host);
  const outcome = await compileOnce(file, options, host, host.parsed);
  return outcome.ok ? EXIT.ok : outcome.exitCode;
}

async function compileOnce(
  file: string,
  options: OptionValues,
  host: Host,
  parsed?: SourceFiles,
): Promise<CompileOutcome> {
  if (options.fix === true) await fixSource(file, options, host);
  const request = { file, target: targetOf(options.target), options, alsoPrint: ["warning", "info"] } as const;
  const outcome = await compileSource({ ...request, ...(parsed === undefined ? {} : { parsed }) }, host);
  if (!outcome.ok) return outcome;
  const { kfp, program } = outcome.compiled;
  const { printYaml } = await import("@argosy/compiler");
  const documents = await documentsFor(outcome, options);
  if (options.explain === true) {
    const { explanationJson, explanationText } = await import("../ui/explanation.ts");
    const print = options.json === true ? explanationJson : explanationText;
    host.stdout.write(print(outcome.compiled.explanation, outcome.text));
  }
  if (options.out === undefined) {
    if (options.explain !== true) host.stdout.write(printYaml(kfp ?? documents));
    return outcome;
  }
  // A server of Kubeflow takes both documents together.
  const files =
    kfp === undefined
      ? documents.map((document) => ({ name: fileNameOf(document), text: printYaml([document]) }))
      : [{ name: `${program.name}.yaml`, text: printYaml(kfp) }];
  await writeFiles(resolve(host.cwd, options.out), options.out, files);
  if (options.explain !== true) host.stdout.write(files.map(({ name }) => `${options.out}/${name}\n`).join(""));
  return outcome;
}

/** The objects of the kind that was asked for. */
async function documentsFor(
  { compiled: { documents = [] }, settings }: CompiledSource,
  { kind, rbac }: OptionValues,
): Promise<readonly KubernetesObject[]> {
  const { documentsAs, executorAccess } = await import("@argosy/compiler");
  const entry = documents.findLast((document) => document.kind === "WorkflowTemplate");
  const objects = kind === undefined ? documents : documentsAs(kind as ArgoKind, documents);
  if (objects === undefined)
    throw new CliError(EXIT.usage, "`--kind CronWorkflow` needs a schedule", "Give the pipeline the option `schedule`");
  if (rbac !== true || entry === undefined) return objects;
  const { namespace } = settings.target;
  if (namespace === undefined)
    throw new CliError(EXIT.usage, "`--rbac` needs to know the namespace", "Name it with --namespace");
  return [...executorAccess(entry, namespace), ...objects];
}

async function fixSource(file: string, { pipeline }: OptionValues, host: Host): Promise<void> {
  const { check, SourceFiles } = await import("@argosy/compiler");
  const files = new SourceFiles();
  const asked = { entry: file, ...(pipeline === undefined ? {} : { pipeline }) };
  await fixFiles(async () => [await check(asked, files)], host);
}

/** Nothing that is wrong with the source or the settings ends it. */
async function watchAndCompile(file: string, options: OptionValues, host: Host): Promise<never> {
  const { SourceFiles } = await import("@argosy/compiler");
  let parsed = new SourceFiles();
  const status = watchStatus("compiling", "compiled", options, host);
  const always = (): readonly string[] => [file, findConfig(dirname(file)) ?? file];
  return watchFiles(always(), async ({ isFresh }) => {
    if (isFresh) parsed = new SourceFiles();
    status.begin();
    const start = performance.now();
    try {
      const { diagnostics, read } = await compileOnce(file, options, host, parsed);
      await status.end(diagnostics, performance.now() - start);
      return [...always(), ...read];
    } catch (error) {
      reportError(error, host);
      return always();
    }
  });
}

function fileNameOf({ kind, metadata: { name, generateName = "unnamed" } }: KubernetesObject): string {
  return `${kind.toLowerCase()}-${name ?? generateName.replace(/-$/, "")}.yaml`;
}

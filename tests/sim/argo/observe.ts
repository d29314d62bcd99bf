/** Runs emitted documents with the interpreter, their containers in this process. */
import { gunzipSync } from "node:zlib";
import type { KubernetesObject } from "@argosy/compiler";
import type { Json, LoweredProgram, Source } from "@argosy/sdk/ir";
import { encodeWire, type LostFacts, type PodProgram, toWireError, type WireError } from "@argosy/sdk/runtime";
import { decodeText } from "../../../packages/runner/src/pod/decode.ts";
import { Gate, type CallText, type Observation } from "../observation.ts";
import { loadProgram, runInProcess } from "../pod-host.ts";
import type { ContainerEnd, ContainerRun, Template, WorkflowSpec } from "./document.ts";
import { runWorkflow } from "./interpreter.ts";

export interface LoadedDocuments {
  readonly spec: WorkflowSpec;
  /** By the path of the file in the pod, or the text in the variable. */
  readonly programs: ReadonlyMap<string, PodProgram>;
  /** How many fan-outs collected the result. */
  readonly lists: number;
}

/** Takes the code out of the documents, as a pod would find it. */
export function loadDocuments(documents: readonly KubernetesObject[], program: LoweredProgram): LoadedDocuments {
  const spec = specOf(documents.filter(({ kind }) => kind === "WorkflowTemplate"));
  const packed = new Map<string, string>();
  for (const { kind, binaryData } of documents as readonly {
    kind: string;
    binaryData?: { [name: string]: string };
  }[]) {
    if (kind !== "ConfigMap") continue;
    for (const [file, text] of Object.entries(binaryData ?? {})) packed.set(`/argosy/code/${file}`, text);
  }
  for (const { container } of spec.templates)
    for (const { name, value } of container?.env ?? [])
      if (name === "ARGOSY_BUNDLE" && value !== undefined) packed.set(value, value);
  const programs = [...packed].map(([key, text]) => {
    const code = gunzipSync(Buffer.from(text, "base64")).toString();
    return [key, loadProgram({ step: key, sha256: "", digest: "", code })] as const;
  });
  const output = program.scopes[program.main]?.output;
  return { spec, programs: new Map(programs), lists: output === undefined ? 0 : listsOf(output) };
}

function listsOf(source: Source): number {
  if (source.kind === "choice") return listsOf(source.then);
  return source.ref.kind === "lit" ? 0 : source.ref.lists;
}

/** One spec of all templates; a reference to another object has to lead to one that comes before. */
function specOf(objects: readonly KubernetesObject[]): WorkflowSpec {
  const specs = objects.map(({ spec }) => spec as WorkflowSpec);
  const entry = specs.at(-1);
  if (entry === undefined) throw new Error("there is no WorkflowTemplate");
  const homes = new Map(
    objects.flatMap(({ metadata }, index) =>
      (specs[index]?.templates ?? []).map(({ name }) => [`${metadata.name}/${name}`, name]),
    ),
  );
  const resolved = (template: Template, home: string): Template => ({
    ...template,
    ...(template.dag && {
      dag: {
        ...template.dag,
        tasks: template.dag.tasks.map(({ templateRef, ...task }) => {
          const target = `${templateRef?.name ?? home}/${templateRef?.template ?? task.template}`;
          const name = homes.get(target);
          if (name === undefined) throw new Error(`there is no template ${target}`);
          return { ...task, template: name };
        }),
      },
    }),
  });
  return {
    ...entry,
    templates: specs.flatMap(({ templates }, index) =>
      templates.map((template) => resolved(template, objects[index]?.metadata.name ?? "")),
    ),
  };
}

export async function observeArgo(
  { spec, programs, lists }: LoadedDocuments,
  params: { readonly [name: string]: Json },
  held?: CallText,
): Promise<Observation> {
  const gate = new Gate(held);
  const errors: string[] = [];
  const runContainer = async (run: ContainerRun): Promise<ContainerEnd> => {
    const end = await runOurs(run, programs, gate);
    if (end.exitCode !== 0) errors.push(end.message);
    return end;
  };
  const given = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeWire(value)]));
  const end = await runWorkflow(spec, given, runContainer);
  const outcome =
    end.kind === "hangs"
      ? { errors: [`it would hang for ever: ${end.reference}`] }
      : await outcomeOf(end.node, lists, errors);
  return {
    ...outcome,
    calls: gate.calls,
    ...(gate.startedMeanwhile === undefined ? {} : { startedMeanwhile: gate.startedMeanwhile }),
  };
}

async function outcomeOf(
  {
    phase,
    message = "",
    outputs,
  }: { readonly phase: string; readonly message?: string; readonly outputs?: ReadonlyMap<string, string> },
  lists: number,
  errors: readonly string[],
): Promise<{ readonly result?: Json; readonly errors: readonly string[] }> {
  if (phase !== "Succeeded")
    return { errors: [...new Set([...errors, ...(phase === "Error" ? [`Argo: ${message}`] : [])])] };
  const noSpill = (): Promise<never> => Promise.reject(new Error("nothing spills here"));
  try {
    return { result: ((await decodeText(outputs?.get("result") ?? "null", lists, noSpill)) ?? null) as Json, errors };
  } catch (error) {
    return { errors: [...errors, `the result is ${JSON.stringify(toWireError(error))}`] };
  }
}

/** A container of ours: a bundle, or the one that raises an error. */
async function runOurs(
  { env, attempt }: ContainerRun,
  programs: ReadonlyMap<string, PodProgram>,
  gate: Gate,
): Promise<ContainerEnd> {
  const raised = env.get("ARGOSY_ERROR");
  if (raised !== undefined) {
    const { error } = JSON.parse(raised) as { readonly error: WireError };
    return { exitCode: 66, message: `${error.name}: ${error.message}`, files: new Map() };
  }
  const program = programs.get(env.get("ARGOSY_BUNDLE_FILE") ?? env.get("ARGOSY_BUNDLE") ?? "");
  if (program === undefined) throw new Error("a container without code");
  const [call = "", input = "{}"] = [env.get("ARGOSY_CALL"), env.get("ARGOSY_IN")];
  const lost = env.get("ARGOSY_LOST") || undefined;
  const facts = lost === undefined ? {} : { lost: JSON.parse(lost) as LostFacts };
  const end = await runInProcess(program, { call, input, attempt, around: gate.around, ...facts });
  if (end.kind === "failed")
    return { exitCode: end.exitCode, message: `${end.name}: ${end.message}`, files: new Map() };
  return {
    exitCode: 0,
    message: "",
    files: new Map([...end.ports].map(([port, text]) => [`/tmp/argosy/out/${port}`, text])),
  };
}

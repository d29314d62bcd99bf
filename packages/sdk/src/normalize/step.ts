/** The options of `step()`, checked and brought into one notation. */
import { type GpuCatalogue, gpuPresets } from "../gpu-catalogue.ts";
import type { StepOptionsIr } from "../ir/types.ts";
import { checkDnsSubdomain, checkImage, checkPackageName, checkStepName } from "../names.ts";
import { isSchema } from "../schema/standard-schema.ts";
import { cache, retry, seconds, spot } from "./policies.ts";
import { affinity, annotations, env, labels, mounts, pod, secrets, tolerations } from "./pod.ts";
import { boolean, fieldsOf, listOf, type Reader, text, textThat } from "./readers.ts";
import { type At, collect, inside, type Normalized, pathOf, quote, refuse } from "./report.ts";
import { byteSize, cpu, disk, extendedResources, gpu, memory } from "./resources.ts";

export interface NormalizeSettings {
  /** The GPUs that exist. Default: NVIDIA's own labels. `"unchecked"` takes every name. */
  readonly gpus?: GpuCatalogue | "unchecked";
}

/** Checks the options of a step; functions of the input are reported by path and left out. */
export function normalizeStepOptions(raw: unknown, settings: NormalizeSettings = {}): Normalized<StepOptionsIr> {
  return collect((at) => stepOptions(settings)(raw, at));
}

type CommonOption = Exclude<keyof StepOptionsIr, "image" | "external" | "timeoutSeconds">;
type CommonReaders = { readonly [Option in CommonOption]: Reader<Exclude<StepOptionsIr[Option], undefined>> } & {
  readonly timeout: Reader<number>;
};

/** Every option that any kind of step takes. */
export function commonReaders(settings: NormalizeSettings, lambdas: "allowed" | "refused" = "allowed"): CommonReaders {
  const dynamic = <Value>(reader: Reader<Value>): Reader<Value> =>
    lambdas === "allowed" ? orLambda(reader) : orNoLambda(reader);
  return {
    name: textThat(checkStepName),
    description: text,
    cpu: dynamic(cpu),
    memory: dynamic(memory),
    gpu: dynamic(gpu(settings.gpus ?? gpuPresets.nvidia)),
    disk: dynamic(disk),
    shm: byteSize,
    resources: extendedResources,
    env,
    secrets,
    mounts,
    retry,
    timeout: seconds,
    cache,
    effect: boolean,
    queue: textThat(checkDnsSubdomain),
    priorityClass: textThat(checkDnsSubdomain),
    spot,
    nodeSelector: labels,
    tolerations,
    affinity,
    serviceAccount: textThat(checkDnsSubdomain),
    labels,
    annotations,
    pod,
  };
}

export function stepOptions(
  settings: NormalizeSettings,
  lambdas: "allowed" | "refused" = "allowed",
): Reader<StepOptionsIr> {
  const fields = fieldsOf(
    {
      ...commonReaders(settings, lambdas),
      image: textThat(checkImage),
      external: listOf(textThat(checkPackageName)),
      input: schema,
      output: schema,
    },
    "an option",
  );
  return (value, at) => {
    const read = fields(value, at);
    if (read === undefined) return undefined;
    const { timeout, input: _input, output: _output, ...options } = read;
    checkTogether(value as object, options, at);
    return { ...options, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
  };
}

/** Checked, and no part of the options that are data. */
export const schema: Reader<never> = (value, at) =>
  isSchema(value)
    ? undefined
    : refuse(at, `${quote(value)} is not a schema`, "write one of zod 4, as in z.object({ … })");

/** A function of the input, reported by its path, or a constant. */
export function orLambda<Value>(constant: Reader<Value>): Reader<Value> {
  return (value, at) => {
    if (typeof value !== "function") return constant(value, at);
    at.findings.lambdas.push(pathOf(at));
    return undefined;
  };
}

function orNoLambda<Value>(constant: Reader<Value>): Reader<Value> {
  return (value, at) =>
    typeof value === "function"
      ? refuse(
          at,
          "a default for all steps cannot be a function of one step's input",
          "write a constant here, or the function in the step",
        )
      : constant(value, at);
}

function checkTogether(raw: object, options: StepOptionsIr, at: At): void {
  const both = Object.keys(options.env ?? {}).find((name) => Object.hasOwn((options.secrets ?? {}) as object, name));
  if (both !== undefined) refuse(inside(at, "secrets", both), `"${both}" is set in env too`, "choose one");
  const resource = options.gpu?.resource;
  if (resource !== undefined && options.resources?.[resource] !== undefined && "gpu" in raw) {
    refuse(inside(at, "resources", resource), `"${resource}" is what gpu asks for already`, "choose one");
  }
}

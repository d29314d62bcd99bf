/** What Kubeflow tells a pod, as the pod protocol has it. */
import { safeJson, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import type { PodEnvironment } from "../environment.ts";
import { readEnvironment } from "../environment.ts";

/** As Kubeflow's launcher puts it in the place of `{{$}}`, as far as it is read. */
export interface ExecutorInput {
  readonly inputs?: { readonly parameterValues?: { readonly [key: string]: unknown } };
  readonly outputs?: {
    readonly parameters?: { readonly [key: string]: { readonly outputFile: string } };
    readonly artifacts?: { readonly [key: string]: { readonly artifacts: readonly OutputArtifact[] } };
    readonly outputFile?: string;
  };
}

export interface OutputArtifact {
  readonly name?: string;
  readonly uri: string;
  /** Newer servers say where the file lies. */
  readonly customPath?: string;
}

/** What the compiler tells the pods of a step. */
export interface PodSpec {
  /** By input: the read that it is, and how its text becomes a value. */
  readonly reads: { readonly [key: string]: readonly [name: string, form: "wire" | "text" | "json"] };
  /** By output: the field of the step's result that is the artifact; `null` where it is the reported numbers. */
  readonly artifacts?: { readonly [key: string]: string | null };
}

export function readSpec(text: string): PodSpec {
  return JSON.parse(text) as PodSpec;
}

export function readExecutorInput(text: string): ExecutorInput {
  return JSON.parse(text) as ExecutorInput;
}

export function environmentOf(spec: PodSpec, input: ExecutorInput, env: NodeJS.ProcessEnv): PodEnvironment {
  const given = input.inputs?.parameterValues ?? {};
  const items = Object.keys(given).filter((key) => /^place_\d+$/.test(key));
  const places = items.toSorted().map((key) => placeOf(String(given[key])));
  return {
    ...readEnvironment(env),
    call: String(given["call"]),
    input: { text: inputText(spec, given) },
    run: runOf(env["KFP_POD_NAME"] ?? ""),
    attempt: Number(env["KFP_RETRY_INDEX"] ?? 0),
    ...(places.length === 0 ? {} : { item: places.join("/") }),
  };
}

function inputText({ reads }: PodSpec, given: { readonly [key: string]: unknown }): string {
  const entries = Object.entries(reads).map(([key, [name, form]]) => {
    const value = given[key];
    return `${safeJson(name)}:${value === undefined ? UNDEFINED_WIRE : wireOf(value, form)}`;
  });
  return `{${entries.join(",")}}`;
}

/** The user's own values are marked as such: nothing in them is a marker of ours. */
function wireOf(value: unknown, form: "wire" | "text" | "json"): string {
  switch (form) {
    case "wire":
      return String(value);
    case "text":
      return safeJson({ $argosy: "json", value: String(value) });
    case "json":
      return safeJson({ $argosy: "json", value: typeof value === "string" ? parsed(value) : value });
  }
}

/** A person may type a string without its quotes where a parameter takes other values too. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The index of an item, which is the first element of its wire; of an item in the store a part of its hash. */
function placeOf(wire: string): string {
  const item = JSON.parse(wire) as readonly [number] | { readonly spill?: { readonly sha256: string } };
  return Array.isArray(item)
    ? String(item[0])
    : ((item as { spill?: { sha256: string } }).spill?.sha256 ?? "").slice(0, 12);
}

/** Pods are called after their run: `churn-x7k2p-system-container-impl-1234567`. */
function runOf(pod: string): string {
  return pod.replace(/-(?:system-.*|retry-.*|\d+)$/, "");
}

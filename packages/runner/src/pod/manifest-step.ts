/** A step that is a Kubernetes object: applied, waited for, and deleted when the run is stopped. */
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Json } from "@argosy/sdk/ir";
import type { StepContext } from "@argosy/sdk/runtime";
import { EXIT, StepExit } from "./failure.ts";
import { connect, type KubernetesApi } from "./kubernetes-api.ts";
import {
  type ClusterObject,
  fieldOf,
  isStale,
  type KindRules,
  type ObjectTest,
  rulesOf,
  summaryOf,
} from "./manifest-kinds.ts";

export interface ManifestCode {
  readonly object: unknown;
  readonly done?: ObjectTest;
  readonly failed?: ObjectTest;
  readonly outputs?: { readonly [name: string]: string };
  readonly onCancel?: "delete" | "keep";
}

const RUN_LABEL = "argosy.dev/run";
const STEP_LABEL = "argosy.dev/step";

export function runWork(
  _work: object,
  code: ManifestCode,
): (input: object, context: StepContext) => Promise<Json | undefined> {
  return async (input, context) => {
    const given = typeof code.object === "function" ? (code.object as (input: object) => unknown)(input) : code.object;
    const object = identified(given, context, process.env["ARGOSY_CALL"] ?? "");
    const rules = rulesOf(object, code.done, code.failed);
    if (rules === undefined) throw refuse(`nothing is known about when a ${object.kind} is done; say it with \`done\``);
    // Not aborted by the step's signal: what was applied has still to be deleted then.
    const api = await connect(process.env, new AbortController().signal);
    try {
      const path = await api.pathOf(object);
      const applied = await bring(api, path, object, rules, context);
      const finished = await waitFor(api, path, applied, rules, context, code.onCancel ?? "delete");
      return outputsOf(finished, code.outputs);
    } finally {
      api.close();
    }
  };
}

/** With a name of this call, the same in every attempt, and labels that say whose it is. */
function identified(given: unknown, { run }: StepContext, call: string): ClusterObject {
  const object = given as Partial<ClusterObject> | null;
  if (typeof object?.apiVersion !== "string" || typeof object.kind !== "string")
    throw refuse("`object` gave no object with apiVersion and kind");
  const hash = createHash("sha256")
    .update(`${run.id}\n${call}\n${run.item ?? ""}`)
    .digest("hex")
    .slice(0, 10);
  const name = run.step
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
  const labels = { ...object.metadata?.labels, [RUN_LABEL]: run.id, [STEP_LABEL]: run.step };
  return {
    ...(JSON.parse(JSON.stringify(object)) as ClusterObject),
    metadata: { ...object.metadata, name: object.metadata?.name ?? `${name === "" ? "step" : name}-${hash}`, labels },
  };
}

/** Applies the object, unless an earlier attempt of this call did and it is still under way. */
async function bring(
  api: KubernetesApi,
  path: string,
  object: ClusterObject,
  rules: KindRules,
  { run, log }: StepContext,
): Promise<ClusterObject> {
  const what = `${object.kind} ${object.metadata.name}`;
  const there = await api.get(path);
  if (there !== undefined) {
    const isOurs = there.metadata.labels?.[RUN_LABEL] === run.id;
    const hasFailed = !isStale(there) && rules.failed(there);
    if (isOurs && rules.runsOnce && !hasFailed) {
      log(`${what} is there already, and goes on`);
      return there;
    }
    if (isOurs ? hasFailed : rules.runsOnce) {
      if (!isOurs && !hasFailed && !rules.done(there))
        throw refuse(`${what} is there already and belongs to another run that has not ended`);
      log(`deleting ${what} of an earlier ${isOurs ? "attempt" : "run"}`);
      await api.remove(path);
    }
  }
  log(`applying ${what}`);
  return api.apply(path, object);
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

async function waitFor(
  api: KubernetesApi,
  path: string,
  applied: ClusterObject,
  rules: KindRules,
  { log, signal }: StepContext,
  onCancel: "delete" | "keep",
): Promise<ClusterObject> {
  const what = `${applied.kind} ${applied.metadata.name}`;
  let object: ClusterObject | undefined = applied;
  let said = "";
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS)) {
    if (object === undefined)
      throw new StepExit(EXIT.error, "ManifestError", `${what} was deleted while it was waited for`);
    const summary = summaryOf(object);
    if (summary !== said) log(`${what}: ${summary}`);
    said = summary;
    if (!isStale(object)) {
      if (rules.failed(object)) throw new StepExit(EXIT.error, "ManifestError", `${what} failed: ${summary}`);
      if (rules.done(object)) return object;
    }
    try {
      await setTimeout(pause, undefined, { signal });
    } catch (error) {
      if (onCancel === "delete") {
        log(`the run was stopped: deleting ${what}`);
        await api.remove(path);
      }
      throw error;
    }
    object = await api.get(path);
  }
}

function outputsOf(object: ClusterObject, outputs: ManifestCode["outputs"]): Json | undefined {
  if (outputs === undefined) return undefined;
  const entries = Object.entries(outputs).map(([name, path]) => {
    const value = fieldOf(object, path);
    if (value === undefined) throw new StepExit(EXIT.value, "ResultError", `the finished object has no ${path}`);
    return [name, value as Json] as const;
  });
  return Object.fromEntries(entries);
}

function refuse(message: string): StepExit {
  return new StepExit(EXIT.nonRetriable, "ManifestError", message);
}

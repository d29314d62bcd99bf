import { describe, expect, test } from "vitest";
import { MANIFEST_KINDS } from "@argosy/sdk/ir";
import { type ClusterObject, fieldOf, isStale, KIND_RULES, rulesOf, summaryOf } from "./manifest-kinds.ts";

const object = (apiVersion: string, kind: string, status: object, rest: object = {}): ClusterObject => ({
  apiVersion,
  kind,
  metadata: { name: "x", generation: 2 },
  status,
  ...rest,
});
const condition = (type: string, status = "True"): object => ({ conditions: [{ type, status }] });

test("the compiler knows the kinds that the pod runtime has rules for", () => {
  expect(Object.keys(KIND_RULES)).toEqual(MANIFEST_KINDS);
});

describe("an object is done, failed or under way", () => {
  test.each<[string, string, object, "done" | "failed" | undefined]>([
    ["batch/v1", "Job", condition("Complete"), "done"],
    ["batch/v1", "Job", condition("Complete", "False"), undefined],
    ["batch/v1", "Job", { ...condition("FailureTarget"), failed: 1 }, undefined],
    ["batch/v1", "Job", condition("Failed"), "failed"],
    ["jobset.x-k8s.io/v1alpha2", "JobSet", condition("Completed"), "done"],
    ["trainer.kubeflow.org/v1alpha1", "TrainJob", condition("Failed"), "failed"],
    ["kubeflow.org/v1", "PyTorchJob", condition("Succeeded"), "done"],
    ["kubeflow.org/v1", "PyTorchJob", condition("Restarting"), undefined],
    ["ray.io/v1", "RayJob", { jobDeploymentStatus: "Complete", jobStatus: "SUCCEEDED" }, "done"],
    ["ray.io/v1", "RayJob", { jobDeploymentStatus: "Complete", jobStatus: "STOPPED" }, "failed"],
    ["ray.io/v1", "RayJob", { jobDeploymentStatus: "Retrying", jobStatus: "FAILED" }, undefined],
    ["ray.io/v1", "RayJob", { jobDeploymentStatus: "ValidationFailed" }, "failed"],
    ["sparkoperator.k8s.io/v1beta2", "SparkApplication", { applicationState: { state: "COMPLETED" } }, "done"],
    [
      "sparkoperator.k8s.io/v1beta2",
      "SparkApplication",
      { applicationState: { state: "SUBMISSION_FAILED" } },
      undefined,
    ],
    ["serving.kserve.io/v1beta1", "InferenceService", condition("Ready"), "done"],
    ["serving.kserve.io/v1beta1", "InferenceService", { modelStatus: { transitionStatus: "InvalidSpec" } }, "failed"],
    ["apps/v1", "Deployment", { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }, "done"],
    ["apps/v1", "Deployment", { replicas: 2, updatedReplicas: 1, availableReplicas: 1 }, undefined],
    ["apps/v1", "Deployment", condition("Progressing", "False"), "failed"],
  ])("%s %s %j", (apiVersion, kind, status, end) => {
    const found = object(apiVersion, kind, status);
    const rules = rulesOf(found, undefined, undefined);
    expect({ done: rules?.done(found), failed: rules?.failed(found) }).toEqual({
      done: end === "done",
      failed: end === "failed",
    });
  });

  test("by the author's own tests before the known ones", () => {
    const found = object("acme.com/v1", "Cleaning", { phase: "Clean", ...condition("Broken", "Unknown") });
    expect(rulesOf(found, undefined, undefined)).toBeUndefined();
    const rules = rulesOf(found, { field: "status.phase", in: ["Clean"] }, { condition: "Broken", status: "Unknown" });
    expect([rules?.done(found), rules?.failed(found)]).toEqual([true, true]);
  });
});

test("a status of an older version says nothing", () => {
  expect(isStale(object("a/v1", "B", { observedGeneration: 1 }))).toBe(true);
  expect(isStale(object("a/v1", "B", { observedGeneration: "2" }))).toBe(false);
  expect(isStale(object("a/v1", "B", {}))).toBe(false);
});

test("how it stands, in one line", () => {
  expect(summaryOf(object("a/v1", "B", {}))).toBe("no status yet");
  expect(summaryOf(object("a/v1", "B", { phase: "Running", ready: 1 }))).toBe("phase Running, ready 1");
  const why = { conditions: [{ type: "Failed", status: "True", reason: "Late", message: "too late" }] };
  expect(summaryOf(object("a/v1", "B", why))).toBe("Failed True, Late: too late");
});

test("fields by path", () => {
  expect(fieldOf({ a: [{ b: 1 }] }, "a.0.b")).toBe(1);
  expect(fieldOf({ a: null }, "a.b")).toBeUndefined();
});

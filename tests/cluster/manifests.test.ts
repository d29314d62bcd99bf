/** Steps that are Kubernetes objects, with Kubernetes' own kinds, and with a kind whose controller is the test. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cluster, openCluster } from "./cluster.ts";

const file = fileURLToPath(new URL("pipelines/manifests.ts", import.meta.url));
const CRD = "trainjobs.trainer.kubeflow.org";
let cluster: Cluster;

const resources = [
  { apiGroups: ["batch"], resources: ["jobs"] },
  { apiGroups: ["apps"], resources: ["deployments"] },
  { apiGroups: ["trainer.kubeflow.org"], resources: ["trainjobs"] },
];

beforeAll(async () => {
  cluster = await openCluster();
  const { namespace } = cluster;
  const rbac = "rbac.authorization.k8s.io/v1";
  const rules = resources.map((one) => ({ ...one, verbs: ["get", "create", "patch", "delete"] }));
  await apply([
    { apiVersion: rbac, kind: "Role", metadata: { name: "manifests", namespace }, rules },
    {
      apiVersion: rbac,
      kind: "RoleBinding",
      metadata: { name: "manifests", namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "manifests" },
      subjects: [{ kind: "ServiceAccount", name: "workflow", namespace }],
    },
    trainJobs,
  ]);
});
afterAll(async () => {
  await cluster?.kubectl("delete", "crd", CRD, "--wait=false", "--ignore-not-found");
  await cluster?.[Symbol.asyncDispose]();
});

const trainJobs = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: CRD },
  spec: {
    group: "trainer.kubeflow.org",
    scope: "Namespaced",
    names: { kind: "TrainJob", plural: "trainjobs", singular: "trainjob" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

async function apply(items: readonly object[]): Promise<void> {
  const path = join(cluster.folder, "objects.json");
  await writeFile(path, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await cluster.kubectl("apply", "-f", path);
}

async function resultOf(pipeline: string, input: object): Promise<unknown> {
  const { exitCode, stdout, stderr } = await cluster.submit(file, input, { args: ["--pipeline", pipeline] });
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout);
}

it("a Job is waited for, its failure is caught, and a Deployment is rolled out twice", async () => {
  expect(await resultOf("jobs", { name: "web" })).toEqual({
    succeeded: 1,
    caught: expect.stringMatching(/^Job work failed: Failed True, BackoffLimitExceeded: /),
    replicas: [2, 2],
  });
  const annotation = "{.spec.template.metadata.annotations.text}";
  expect(await cluster.kubectl("get", "deployment", "web", "-o", `jsonpath=${annotation}`)).toBe("second");
});

it("an object is done by its conditions, and not by those of an earlier version of it", async () => {
  const status = (observedGeneration: number, type: string, best: string): Promise<string> =>
    cluster.kubectl(
      "patch",
      "trainjob",
      "training",
      "--subresource=status",
      "--type=merge",
      "-p",
      JSON.stringify({ status: { observedGeneration, best, conditions: [{ type, status: "True" }] } }),
    );
  const running = cluster.start(file, {}, ["--pipeline", "training"]);
  await cluster.eventually(async () => (await cluster.kubectl("get", "trainjobs", "-o", "name")) !== "");
  await status(0, "Complete", "stale");
  const log = ["logs", "-l", "argosy.dev/step=train", "-c", "main"];
  await cluster.eventually(async () => (await cluster.kubectl(...log)).includes("Complete True"));
  await status(1, "Complete", "0.9");
  const { exitCode, stdout, stderr } = await running.ended;
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toBe("0.9");
});

it("a Job is deleted when the run is stopped", async () => {
  const running = cluster.start(file, {}, ["--pipeline", "endless"]);
  const active = [
    "get",
    "jobs",
    "-l",
    "argosy.dev/step=work",
    "-o",
    "jsonpath={.items[?(@.status.active==1)].metadata.name}",
  ];
  await cluster.eventually(async () => (await cluster.kubectl(...active)) !== "");
  const name = await cluster.kubectl(...active);
  // A follower that is interrupted leaves the run as it is: whoever stops it says so to Argo.
  const run = (await cluster.kubectl("get", "workflows", "-o", "name"))
    .split("\n")
    .find((one) => one.includes("endless"));
  await cluster.kubectl("patch", run ?? "", "--type", "merge", "-p", '{"spec":{"shutdown":"Stop"}}');
  expect((await running.ended).exitCode).toBe(4);
  await cluster.eventually(
    async () => (await cluster.kubectl("get", "job", name, "--ignore-not-found", "-o", "name")) === "",
  );
});

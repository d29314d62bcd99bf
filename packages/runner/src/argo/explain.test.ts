import { describe, expect, it } from "vitest";
import type { Action } from "./explain.ts";
import { explainRefusal, explainUnreachable } from "./explain.ts";

// The bodies are what a Kubernetes 1.33 API server with Argo's CRDs answered.
const where = { server: "https://127.0.0.1:6443", context: "local", namespace: "ml" };
const apply: Action = {
  verb: "patch",
  resource: "workflowtemplates",
  group: "argoproj.io",
  namespace: "ml",
  name: "churn",
};
const create: Action = { verb: "create", resource: "workflows", group: "argoproj.io", namespace: "ml" };

function refuse(status: number, body: object | string, action: Action = apply) {
  const { code, message, hint } = explainRefusal(
    { status, body: typeof body === "string" ? body : JSON.stringify(body), headers: {} },
    action,
    where,
  );
  return { code, message, hint };
}

function status(code: number, message: string, rest: object = {}): object {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, code, ...rest };
}

describe("what the API server refuses", () => {
  it("names the verb, the resource and the namespace that are not allowed, and how to allow them", () => {
    const body = status(
      403,
      'workflowtemplates.argoproj.io "churn" is forbidden: User "system:serviceaccount:ml:bare" cannot patch resource "workflowtemplates" in API group "argoproj.io" in the namespace "ml"',
      { reason: "Forbidden", details: { name: "churn", group: "argoproj.io", kind: "workflowtemplates" } },
    );
    expect(refuse(403, body)).toEqual({
      code: "AR6007",
      message: "`system:serviceaccount:ml:bare` may not `patch` `workflowtemplates.argoproj.io` in the namespace `ml`",
      hint:
        "Ask its administrator to run: kubectl -n ml create role argosy-submit --verb=create,get,list,watch,patch " +
        "--resource=workflows.argoproj.io,workflowtemplates.argoproj.io,configmaps,pods,pods/log && " +
        "kubectl -n ml create rolebinding argosy-submit --role=argosy-submit --serviceaccount=ml:bare",
    });
  });

  it("quotes a user's name for the shell", () => {
    const body = status(
      403,
      `pods is forbidden: User "jo o'neill" cannot list resource "pods" in API group "" in the namespace "ml"`,
    );
    expect(refuse(403, body, { verb: "list", resource: "pods", namespace: "ml" }).hint).toContain(
      "--user='jo o'\\''neill'",
    );
  });

  it("tells a quota from a missing right", () => {
    const body = status(
      403,
      'workflows.argoproj.io "q2" is forbidden: exceeded quota: small, requested: count/workflows.argoproj.io=1, used: count/workflows.argoproj.io=1, limited: count/workflows.argoproj.io=1',
    );
    expect(refuse(403, body, create)).toMatchObject({
      code: "AR6013",
      message: expect.stringContaining("small, requested: count/workflows.argoproj.io=1"),
    });
  });

  it("tells a policy from a missing right", () => {
    const body = status(
      403,
      'admission webhook "policy.example.com" denied the request: images must come from registry.example.com',
    );
    expect(refuse(403, body, create)).toMatchObject({
      code: "AR6024",
      message: expect.stringContaining("images must come from"),
    });
  });

  it("says when nobody is logged in", () => {
    expect(refuse(401, status(401, "Unauthorized", { reason: "Unauthorized" }))).toMatchObject({ code: "AR6006" });
  });

  it("knows that Argo is not installed by the answer to an unknown path", () => {
    expect(refuse(404, "404 page not found\n")).toMatchObject({
      code: "AR6008",
      message:
        "Argo Workflows is not installed on the cluster `local` at https://127.0.0.1:6443: it does not know `workflowtemplates.argoproj.io`",
    });
  });

  it("tells a missing namespace from a missing object", () => {
    const namespace = status(404, 'namespaces "ml" not found', {
      reason: "NotFound",
      details: { name: "ml", kind: "namespaces" },
    });
    expect(refuse(404, namespace)).toMatchObject({
      code: "AR6009",
      message: expect.stringContaining("no namespace `ml`"),
    });
    const object = status(404, 'workflows.argoproj.io "none" not found', {
      reason: "NotFound",
      details: { name: "none", group: "argoproj.io", kind: "workflows" },
    });
    expect(refuse(404, object, { ...create, verb: "get", name: "none" })).toMatchObject({
      code: "AR6016",
      message: expect.stringContaining("`none`"),
    });
  });

  it("hands on what is wrong with each field", () => {
    const body = status(422, 'WorkflowTemplate.argoproj.io "x" is invalid: […]', {
      reason: "Invalid",
      details: {
        causes: [
          {
            reason: "FieldValueInvalid",
            message: "Invalid value: \"a_b\": should match '^[a-z]'",
            field: "spec.templates[0].name",
          },
          {
            reason: "FieldValueInvalid",
            message: 'Invalid value: "array": template must have at most one template type',
            field: "spec.templates",
          },
        ],
      },
    });
    expect(refuse(422, body).message).toBe(
      "the cluster does not accept `workflowtemplates.argoproj.io` `churn`: spec.templates[0].name: Invalid value: \"a_b\": should match '^[a-z]'; " +
        'spec.templates: Invalid value: "array": template must have at most one template type',
    );
  });

  it("finds the fields in the answers to apply and create, which have no list of causes", () => {
    const typed = status(
      500,
      "failed to create typed patch object (/x; argoproj.io/v1alpha1, Kind=WorkflowTemplate): errors:\n  .spec.arguments.parameters[0].value: expected string, got &value.valueUnstructured{Value:1}\n  .spec.bogus: field not declared in schema",
    );
    expect(refuse(500, typed)).toMatchObject({
      code: "AR6010",
      message: expect.stringMatching(
        /parameters\[0\]\.value: expected string.*; \.spec\.bogus: field not declared in schema$/,
      ),
    });
    const single = status(
      500,
      "failed to create typed patch object (ns/fan; argoproj.io/v1alpha1, Kind=WorkflowTemplate): .spec.bogus: field not declared in schema",
    );
    expect(refuse(500, single).message).toMatch(/: \.spec\.bogus: field not declared in schema$/);
    const strict = status(
      400,
      'Workflow in version "v1alpha1" cannot be handled as a Workflow: strict decoding error: unknown field "spec.bogus"',
      { reason: "BadRequest" },
    );
    expect(refuse(400, strict, create)).toMatchObject({
      code: "AR6010",
      message: expect.stringMatching(/: unknown field "spec.bogus"$/),
    });
  });

  it("tells an object that is there already from one that something else manages", () => {
    const exists = status(409, 'workflows.argoproj.io "fan1" already exists', {
      reason: "AlreadyExists",
      details: { name: "fan1", kind: "workflows" },
    });
    expect(refuse(409, exists, create)).toMatchObject({
      code: "AR6011",
      message: "`workflows.argoproj.io` `fan1` in the namespace `ml` exists already",
    });
    const managed = status(409, 'Apply failed with 1 conflict: conflict with "kubectl": .spec.entrypoint', {
      reason: "Conflict",
      details: {
        causes: [{ reason: "FieldManagerConflict", message: 'conflict with "kubectl"', field: ".spec.entrypoint" }],
      },
    });
    expect(refuse(409, managed)).toMatchObject({
      code: "AR6011",
      message: expect.stringContaining('.spec.entrypoint (conflict with "kubectl")'),
    });
  });

  it("says what is too large, whoever finds out", () => {
    const etcd = status(500, "etcdserver: request is too large");
    const object = status(422, 'ConfigMap "big" is invalid: []: Too long: may not be more than 1048576 bytes', {
      details: { causes: [{ message: "Too long: may not be more than 1048576 bytes", field: "[]" }] },
    });
    for (const [code, body] of [
      [500, etcd],
      [422, object],
      [413, "Request entity too large: limit is 3145728"],
    ] as const) {
      expect(refuse(code, body)).toMatchObject({ code: "AR6012" });
    }
  });
});

describe("when no answer comes", () => {
  const failed = (cause: object) => {
    const { code, message } = explainUnreachable(Object.assign(new TypeError("fetch failed"), { cause }), where);
    return { code, message };
  };

  it.each([
    ["ECONNREFUSED", "AR6004", "refuses the connection"],
    ["ENOTFOUND", "AR6004", "its name does not resolve"],
    ["UND_ERR_CONNECT_TIMEOUT", "AR6004", "does not answer"],
    ["ECONNRESET", "AR6004", "dropped the connection"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "AR6005", "no secure connection"],
    ["CERT_HAS_EXPIRED", "AR6005", "no secure connection"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "AR6005", "no secure connection"],
  ])("explains %s as %s", (cause, code, words) => {
    const explained = failed(Object.assign(new Error("the reason"), { code: cause }));
    expect(explained.code).toBe(code);
    expect(explained.message).toContain(words);
    expect(explained.message).toContain("the cluster `local` at https://127.0.0.1:6443");
  });

  it("looks into errors that gather several, as for localhost", () => {
    const gathered = Object.assign(
      new AggregateError([Object.assign(new Error("connect"), { code: "ECONNREFUSED" })]),
      { code: undefined },
    );
    expect(failed(gathered).code).toBe("AR6004");
  });

  it("does not blame the credentials for what it does not know", () => {
    expect(failed(new Error("bad port"))).toEqual({
      code: "AR6004",
      message: "the cluster `local` at https://127.0.0.1:6443 cannot be reached: bad port",
    });
  });

  it("takes a login helper that fails for what it is", () => {
    const { code, message } = explainUnreachable(
      new Error("Unable to locate credentials. You can configure them\nmore"),
      where,
    );
    expect(code).toBe("AR6006");
    expect(message).toBe(
      "the kubeconfig's credentials for the cluster `local` at https://127.0.0.1:6443 cannot be used: Unable to locate credentials. You can configure them more",
    );
  });
});

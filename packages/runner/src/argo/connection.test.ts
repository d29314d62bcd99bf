import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { connect, type ConnectionSettings } from "./connection.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-kubeconfig-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function kubeconfig(
  contexts: readonly { name: string; cluster?: string; user?: string; namespace?: string }[],
  current: string,
  server = "https://10.0.0.1:6443",
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: contexts.map(({ name, cluster = "c", user = "u", namespace }) => ({
      name,
      context: { cluster, user, namespace },
    })),
    "current-context": current,
  });
}

function connectWith(files: readonly string[], settings: ConnectionSettings = {}) {
  const { namespace, context, server } = connect(settings, {
    env: { KUBECONFIG: files.join(delimiter) },
    home: folder,
  });
  return { namespace, context, server };
}

const two = file("two", kubeconfig([{ name: "dev", namespace: "team" }, { name: "prod" }], "dev"));

describe("finding the cluster", () => {
  it("takes the current context and its namespace", () => {
    expect(connectWith([two])).toEqual({ context: "dev", namespace: "team", server: "https://10.0.0.1:6443" });
  });

  it("takes another context and another namespace when told to", () => {
    expect(connectWith([two], { context: "prod" })).toMatchObject({ context: "prod", namespace: "default" });
    expect(connectWith([two], { namespace: "mine" })).toMatchObject({ context: "dev", namespace: "mine" });
  });

  it("reads ~/.kube/config when KUBECONFIG is not set", () => {
    mkdirSync(join(folder, ".kube"));
    file(".kube/config", kubeconfig([{ name: "home" }], "home"));
    expect(connect({}, { env: {}, home: folder }).context).toBe("home");
  });

  it("merges several files as kubectl does: the first to say something wins, missing files do not matter", () => {
    const other = file(
      "other",
      kubeconfig([{ name: "dev", namespace: "late" }, { name: "extra" }], "extra", "https://10.0.0.2:6443"),
    );
    const files = [join(folder, "missing"), two, other];
    expect(connectWith(files)).toEqual({ context: "dev", namespace: "team", server: "https://10.0.0.1:6443" });
    expect(connectWith(files, { context: "extra" })).toMatchObject({ context: "extra" });
  });

  it("says where it looked when there is no kubeconfig", () => {
    expect(() => connectWith([join(folder, "missing")])).toThrow(
      expect.objectContaining({ code: "AR6001", message: expect.stringContaining(join(folder, "missing")) }),
    );
  });

  it("lists the contexts there are", () => {
    expect(() => connectWith([two], { context: "stagign" })).toThrow(
      expect.objectContaining({
        code: "AR6003",
        message: "the kubeconfig has no context `stagign`",
        hint: "Use --context with one of: dev, prod",
      }),
    );
    const none = file("none", kubeconfig([{ name: "dev" }], ""));
    expect(() => connectWith([none])).toThrow(
      expect.objectContaining({ code: "AR6003", message: "the kubeconfig has no current context" }),
    );
  });

  it("names the file that cannot be read, and the entry that is missing in it", () => {
    const broken = file("broken", "clusters: [\n");
    expect(() => connectWith([broken])).toThrow(
      expect.objectContaining({ code: "AR6002", message: expect.stringContaining(broken) }),
    );
    expect(() => connectWith([file("empty", "")])).toThrow(
      expect.objectContaining({ code: "AR6002", message: expect.stringContaining("it is empty") }),
    );
    const dangling = file("dangling", kubeconfig([{ name: "dev", user: "gone" }], "dev"));
    expect(() => connectWith([dangling])).toThrow(
      expect.objectContaining({
        code: "AR6002",
        message: "the kubeconfig's context `dev` names the user `gone`, which it does not define",
      }),
    );
  });
});

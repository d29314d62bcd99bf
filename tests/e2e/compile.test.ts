import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { createProject, type Project } from "./project.ts";
import { churn, two } from "./sources.ts";

let project: Project;
beforeAll(async () => {
  project = await createProject({ "churn.ts": churn, "two.ts": two, "empty.ts": "export const x = 1;\n" });
});
afterAll(() => project.remove());

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly serviceAccountName?: string };
}

function documentsOf(yaml: string): readonly KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesObject;
  });
}

describe("argosy compile", () => {
  it("prints YAML documents to stdout and no errors", async () => {
    const { code, stdout, stderr } = await project.argosy("compile churn.ts --target argo");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(documentsOf(stdout).map(({ kind }) => kind)).toContain("WorkflowTemplate");
    expect(stdout).not.toContain(project.root);
    expect(stdout.endsWith("\n")).toBe(true);
  });

  it("prints the same bytes from every folder", async () => {
    const [here, above] = await Promise.all([
      project.argosy("compile churn.ts"),
      project.argosy(["compile", `${project.root}/churn.ts`], { cwd: ".." }),
    ]);
    expect(above).toEqual(here);
  });

  it("puts the settings into the documents, the flag first", async () => {
    await project.write("set/churn.ts", churn);
    await project.write(
      "set/argosy.config.ts",
      `import { defineConfig } from "@argosy/sdk/config";
       export default defineConfig({ image: "config:1", namespace: "config", serviceAccount: "config" });`,
    );
    const compiled = async (line: string, env: { [name: string]: string } = {}) => {
      const { code, stdout, stderr } = await project.argosy(`compile set/churn.ts ${line}`, { env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const template = documentsOf(stdout).find(({ kind }) => kind === "WorkflowTemplate");
      const images = new Set([...stdout.matchAll(/^\s*(?:- )?image: "?([^"\n]+)"?$/gm)].map(([, image]) => image));
      return [[...images].join(), template?.metadata.namespace, template?.spec.serviceAccountName];
    };
    expect(await compiled("")).toEqual(["config:1", "config", "config"]);
    const env = { ARGOSY_IMAGE: "env:1", ARGOSY_NAMESPACE: "env" };
    expect(await compiled("", env)).toEqual(["env:1", "env", "config"]);
    expect(await compiled("--image flag:1 --service-account flag", env)).toEqual(["flag:1", "env", "flag"]);
  });

  it("writes one file per object with --out, and lists them", async () => {
    const { code, stdout, stderr } = await project.argosy("compile churn.ts --out manifests/argo");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const names = (await readdir(project.path("manifests/argo"))).toSorted();
    expect(stdout).toBe(names.map((name) => `manifests/argo/${name}\n`).join(""));
    expect(names).toContain("workflowtemplate-churn.yaml");
    const { stdout: printed } = await project.argosy("compile churn.ts");
    const written = await Promise.all(names.map((name) => readFile(project.path(`manifests/argo/${name}`), "utf8")));
    expect(written.flatMap(documentsOf)).toEqual(expect.arrayContaining([...documentsOf(printed)]));
  });

  it("leaves the output directory as it was after an error", async () => {
    await project.write("bad.ts", `${churn}\nconst wrong: string = 5;\n`);
    await project.write("kept/mine.yaml", "a: 1\n");
    const { code, stdout } = await project.argosy("compile bad.ts --out kept");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(await readdir(project.path("kept"))).toEqual(["mine.yaml"]);
    await project.argosy("compile bad.ts --out never");
    expect(await readdir(project.root)).not.toContain("never");
    expect((await project.argosy("compile churn.ts --out kept/mine.yaml")).stderr).toBe(
      "error: cannot write to `kept/mine.yaml`: a file is in the way\n",
    );
  });

  it("picks one of several pipelines by its name or export", async () => {
    for (const name of ["two", "second"]) {
      const { code, stdout } = await project.argosy(`compile two.ts --pipeline ${name}`);
      expect({
        code,
        names: documentsOf(stdout).flatMap(({ kind, metadata }) => (kind === "WorkflowTemplate" ? metadata.name : [])),
      }).toEqual({
        code: 0,
        names: ["two"],
      });
    }
  });

  it("survives a reader that leaves early", async () => {
    const { code, stdout, stderr } = await project.shell(
      '"$ARGOSY" compile churn.ts | head -c 10; echo " ${PIPESTATUS[0]}"',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^.{10} 0\n$/s);
  });
});

describe("argosy compile refuses", () => {
  it.each([
    ["empty.ts", "error AR1002: `empty.ts` exports no pipeline"],
    ["two.ts", "error AR1004: this file has 2 pipelines\n  hint: Choose one with `--pipeline`: `one`, `two`"],
    ["two.ts --pipeline thre", "error AR1003: there is no pipeline `thre` in this file\n  hint: It has `one`, `two`"],
  ])("%s", async (line, message) => {
    const { code, stdout, stderr } = await project.argosy(`compile ${line}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  const cases: { readonly [name: string]: { readonly source: string; readonly stderr: string } } = {
    "a type error": {
      source: churn.replace("load({ rows })", 'load({ rows: "many" })'),
      stderr: "case.ts:16:31 - error TS2322: Type 'string' is not assignable to type 'number | Promise<number>'.\n",
    },
    "a syntax error": { source: churn.replace("return { label,", "return ( label,"), stderr: "case.ts:19:" },
    "an impossible quantity": {
      source: churn.replace('memory: "64Mi"', 'memory: "16GB"'),
      stderr: "case.ts:3:",
    },
    "an unknown option": { source: churn.replace('memory: "64Mi"', 'memori: "64Mi"'), stderr: "case.ts:3:" },
    "what a pipeline body cannot do": {
      source: churn.replace("return { label,", "const now = Date.now();\n    return { now, label,"),
      stderr: "case.ts:19:17 - error AR2003: `Date.now` has no place in a pipeline body",
    },
    "an unsupported construct": {
      source: churn.replace("return { label,", "for (const key in best) await load({ rows });\n    return { label,"),
      stderr: "case.ts:19:5 - error AR2001: `for…in` is not supported in a pipeline body",
    },
  };
  it.each(Object.entries(cases))("%s", async (name, { source, stderr: expected }) => {
    await project.write(`${name}/case.ts`, source);
    const { code, stdout, stderr } = await project.argosy("compile case.ts", { cwd: name });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.startsWith(expected), stderr).toBe(true);
    expect(stderr).not.toMatch(/node_modules|packages\/|\n\s+at /);
  });

  it("reports several mistakes at once, sorted, each once", async () => {
    const source = churn.replace(
      "return { label,",
      "const now = Date.now();\n    const luck = Math.random();\n    return { now, luck, label,",
    );
    await project.write("several.ts", source);
    const { stderr } = await project.argosy("compile several.ts");
    expect(stderr.match(/^\S+ - error AR\d+/gm)).toEqual([
      "several.ts:19:17 - error AR2003",
      "several.ts:20:18 - error AR2003",
    ]);
  });

  it("prints in the format that is asked for", async () => {
    await project.write("formats.ts", cases["what a pipeline body cannot do"]!.source);
    const format = async (name: string) => (await project.argosy(`compile formats.ts --format ${name}`)).stderr;
    expect(JSON.parse(await format("json"))).toMatchObject({
      code: "AR2003",
      severity: "error",
      file: "formats.ts",
      line: 19,
      column: 17,
    });
    expect(await format("github")).toMatch(/^::error file=formats\.ts,line=19,col=17,title=AR2003::/);
    const pretty = await format("pretty");
    expect(pretty).toContain("  19 |     const now = Date.now();\n     |                 ^^^^^^^^\n");
    expect(pretty.endsWith("\n1 error\n")).toBe(true);
    const { stderr } = await project.argosy("compile formats.ts --format pretty", { env: { FORCE_COLOR: "1" } });
    expect(stderr).toContain("\u001b[31merror\u001b[39m");
  });

  it("finds files of the program from another working directory", async () => {
    await project.write("inner/formats.ts", cases["what a pipeline body cannot do"]!.source);
    await project.write("other/keep", "");
    const { stderr } = await project.argosy("compile ../inner/formats.ts", { cwd: "other" });
    expect(stderr).toMatch(/^\.\.\/inner\/formats\.ts:19:17 - error AR2003/);
  });
});

describe("what is legal and probably not meant", () => {
  const source = churn
    .replace('memory: "64Mi"', 'memory: "48Mi"')
    .replace("return { label,", "await load({ rows });\n    return { label,");
  const warning =
    'hints.ts:3:41 - warning AR1015: 48Mi is little for a step: Node.js alone takes about 60Mi\n  hint: Write at least "64Mi"\n';

  it("is a warning or an info, and compiles", async () => {
    await project.write("hints.ts", source);
    const { code, stdout, stderr } = await project.argosy("compile hints.ts");
    expect({ code, kinds: documentsOf(stdout).map(({ kind }) => kind) }).toMatchObject({
      code: 0,
      kinds: expect.arrayContaining(["WorkflowTemplate"]),
    });
    expect(stderr.startsWith(warning), stderr).toBe(true);
    expect(stderr).toContain("hints.ts:19:11 - info AR3003: the result of `load` is never used\n");
  });

  it("is shown by a run as far as it may matter now", async () => {
    const quiet = await project.argosy(["run", "hints.ts", "--set", "rows=10", "--json"]);
    expect(quiet.code).toBe(0);
    expect(quiet.stderr).toContain(warning);
    expect(quiet.stderr).not.toContain("info AR");
    const verbose = await project.argosy(["run", "hints.ts", "--set", "rows=10", "--json", "--verbose"]);
    expect(verbose.stderr).toContain("info AR3003");
    expect(verbose.stdout).toBe(quiet.stdout);
  });

  it("prints other kinds of objects, and what pods need to be allowed", async () => {
    const kindsOf = (yaml: string): readonly string[] => documentsOf(yaml).map(({ kind }) => kind);
    const workflow = await project.argosy("compile churn.ts --kind Workflow --rbac --namespace ml");
    expect(workflow).toMatchObject({ code: 0, stderr: "" });
    expect(kindsOf(workflow.stdout).filter((kind) => kind !== "ConfigMap")).toEqual([
      "Role",
      "RoleBinding",
      "Workflow",
    ]);
    expect(documentsOf(workflow.stdout).at(-1)?.metadata).toMatchObject({ generateName: "churn-", namespace: "ml" });
    const role = documentsOf(workflow.stdout).find(({ kind }) => kind === "Role");
    expect(role).toMatchObject({ rules: [{ resources: ["workflowtaskresults"], verbs: ["create", "patch"] }] });
    expect(await project.argosy("compile churn.ts --kind CronWorkflow")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("`--kind CronWorkflow` needs a schedule") as string,
    });
    expect(await project.argosy("compile churn.ts --rbac")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("`--rbac` needs to know the namespace") as string,
    });
  });
});

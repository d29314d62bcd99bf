import { readFile, rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";
import { churn, two } from "./sources.ts";
import { watching, type Watching } from "./watching.ts";

let project: Project;
beforeAll(async () => {
  project = await createProject({ "churn.ts": churn, "two.ts": two, "empty.ts": "export const x = 1;\n" });
});
afterAll(() => project.remove());

const badBody = churn.replace("return { label,", "const now = Date.now();\n    return { now, label,");

describe("argosy check", () => {
  it("says nothing about what is right, all pipelines of all files", async () => {
    expect(await project.argosy("check churn.ts two.ts")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("reports every file's errors, and those of a shared module once", async () => {
    await project.write("shared.ts", 'export const n: number = "1";\n');
    await project.write("a.ts", `import { n } from "./shared.ts";\n${badBody}export const a = n;\n`);
    await project.write("b.ts", `import { n } from "./shared.ts";\n${churn}export const b = n;\n`);
    const { code, stdout, stderr } = await project.argosy("check a.ts b.ts");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.match(/^\S+ - error \w+/gm)).toEqual(["a.ts:20:17 - error AR2003", "shared.ts:1:14 - error TS2322"]);
  });

  it("reports in each pipeline of a file, or in the one that is named", async () => {
    const both = two.replace("a: 1", "a: Math.random()").replace("a: 2", "a: Date.now()");
    await project.write("both.ts", both);
    const all = await project.argosy("check both.ts --format json");
    const one = await project.argosy("check both.ts --format json --pipeline two");
    const linesOf = (text: string) => text.split("\n").filter((line) => line.includes('"AR2003"')).length;
    expect([linesOf(all.stderr), linesOf(one.stderr)]).toEqual([2, 1]);
  });

  it.each([
    ["empty.ts", 2, "error AR1002: `empty.ts` exports no pipeline"],
    ["missing.ts", 2, "error: cannot read `missing.ts`"],
    ["", 2, "error: `argosy check` needs FILE"],
    ["two.ts --pipeline thre", 2, "error AR1003: there is no pipeline `thre` in this file"],
  ])("refuses `%s`", async (line, code, message) => {
    const ran = await project.argosy(`check ${line}`);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: "" });
    expect(ran.stderr).toContain(message);
  });
});

describe("--fix", () => {
  const lines = (result: string): string => `import { pipeline, step } from "@argosy/sdk";
export const load = step({ cpu: 1, memory: "1Gi" }, async ({ n }: { n: number }) => ({ n }));
export const main = pipeline({ name: "m" }, async ({ xs }: { xs: number[] }) => {
  const data = load({ n: 1 });   // kept as it is
  const many = xs.map((n) => load({ n }));
  return { ${result} };
});
`;

  it("awaits what is not awaited, says so, and leaves the rest of the text alone", async () => {
    await project.write("fix.ts", lines("a: data.n, data, many"));
    const { code, stderr } = await project.argosy("check fix.ts --fix");
    const text = await readFile(project.path("fix.ts"), "utf8");
    expect(text).toBe(lines("a: (await data).n, data: await data, many: await Promise.all(many)"));
    expect(stderr.match(/fixed: .*/g)).toEqual(["fixed: Await `data`", "fixed: Await `data`", "fixed: Await `many`"]);
    expect(code).toBe(0);
    expect(await project.argosy("check fix.ts --fix")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("changes nothing that is right", async () => {
    await project.argosy("check churn.ts --fix");
    expect(await readFile(project.path("churn.ts"), "utf8")).toBe(churn);
  });
});

describe("--watch", () => {
  let running: Watching | undefined;
  afterEach(() => running?.stop());

  it("checks again when a file changes, appears or goes, whatever was wrong with it", async () => {
    await project.write("w/package.json", '{ "type": "module" }\n');
    await project.write("w/flow.ts", churn);
    running = watching(project, "check w/flow.ts --watch --format plain");
    expect(await running.round("checked")).toContain("no problems");
    await project.write("w/flow.ts", badBody);
    expect(await running.round("checked")).toMatch(/AR2003[^]*: 1 error/);
    await project.write("w/flow.ts", "this is ( no TypeScript");
    expect(await running.round("checked")).toMatch(/error TS1/);
    await project.write("w/flow.ts", `${churn}import { n } from "./n.ts";\nexport const m = n;\n`);
    expect(await running.round("checked")).toContain("TS2307");
    await project.write("w/n.ts", "export const n = 1;\n");
    expect(await running.round("checked")).not.toContain("TS2307");
    await rm(project.path("w/n.ts"));
    expect(await running.round("checked")).toContain("TS2307");
  });

  it("compiles again, also after errors of the source and of the configuration", async () => {
    await project.write("c/package.json", '{ "type": "module" }\n');
    await project.write("c/flow.ts", churn);
    running = watching(project, "compile c/flow.ts --watch --out c/out --format json");
    expect(await running.round("compiled")).toContain('"errors":0');
    const image = async (): Promise<string | undefined> =>
      /image: (\S+)/.exec(await readFile(project.path("c/out/workflowtemplate-churn.yaml"), "utf8"))?.[1];
    expect(await image()).toBe("node:24-slim");
    await project.write("c/flow.ts", badBody);
    expect(await running.round("compiled")).toContain('"errors":1');
    const config = (text: string): Promise<void> =>
      project.write("c/argosy.config.ts", `export default { ${text} };\n`);
    await config('image: "other:1"');
    expect(await running.round("compiled")).toContain('"errors":1');
    await project.write("c/flow.ts", churn);
    expect(await running.round("compiled")).toContain('"errors":0');
    expect(await image()).toBe("other:1");
    await config("image: 5");
    expect(await running.text("argosy.config.ts")).toContain("`image`");
    await config('image: "third:1"');
    expect(await running.round("compiled")).toContain('"errors":0');
    expect(await image()).toBe("third:1");
  });
});

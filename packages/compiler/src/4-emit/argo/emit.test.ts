import { describe, expect, it } from "vitest";
import { printYaml } from "../print-yaml.ts";
import { argoLint, canLint } from "./argo-lint.fixture.ts";
import { GOLDEN, type GoldenProgram } from "./golden-programs.fixture.ts";
import { argo } from "./index.ts";
import { bundlesOf, fanout, input, out, pod, program, scope, SETTINGS, step } from "./programs.fixture.ts";
import { danglingReferences } from "./references.ts";

const cases = Object.entries(GOLDEN);

function documentsOf({ program: given, settings = SETTINGS, code }: GoldenProgram) {
  return argo.emit(given, bundlesOf(given, code), settings);
}

/** Compressed bytes depend on the machine, and the names of ConfigMaps on them. */
function withoutBytes(yaml: string): string {
  return yaml.replace(/H4sI[\w+/=]+/g, "(gzip)").replace(/code-[0-9a-f]{10}/g, "code-(hash)");
}

describe("the documents of Argo", () => {
  it.each(cases)("of %s are as they were", async (name, golden) => {
    await expect(withoutBytes(printYaml(documentsOf(golden)))).toMatchFileSnapshot(`expected/${name}.yaml`);
  });

  it.each(cases)("of %s name nothing that does not exist", (_, golden) => {
    const templates = documentsOf(golden).filter(({ kind }) => kind === "WorkflowTemplate");
    expect(templates.flatMap((document) => danglingReferences(document))).toEqual([]);
  });

  it.each(cases)("of %s are the same every time, and have no findings", (_, golden) => {
    const { program: given, settings = SETTINGS } = golden;
    expect(argo.check(given, settings)).toEqual([]);
    expect(printYaml(documentsOf(structuredClone(golden)))).toBe(printYaml(documentsOf(golden)));
    expect(argo.checkDocuments(given, bundlesOf(given, golden.code), documentsOf(golden))).toEqual([]);
  });

  it.runIf(canLint).each(cases)("of %s pass argo lint", (_, golden) => {
    argoLint(printYaml(documentsOf(golden)));
  });

  it("hold no string that the kernel would not pass to a pod", () => {
    const strings = JSON.stringify(cases.map(([, golden]) => documentsOf(golden))).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    expect(Math.max(...strings.filter((text) => !text.startsWith('"H4sI')).map((text) => text.length))).toBeLessThan(
      2000,
    );
  });

  it("give every input and task of a scope a name of its own, whatever the author calls them", () => {
    const given = program({
      name: "names",
      steps: [step("raise"), step("main"), step("runs-each"), step("glue")],
      scopes: [
        scope("main", {
          tasks: [
            pod("raise", "raise"),
            pod("in", "main"),
            pod("in-task", "runs-each"),
            pod("not", "glue", { a: out("in") }, { needs: ["in"] }),
            fanout(
              "runs",
              { kind: "constant", items: ["[0,1]"] },
              { items: out("in"), place: out("raise"), "a.b": out("not") },
              { needs: ["in", "raise", "not"] },
            ),
          ],
          output: { kind: "ref", ref: out("runs", "out", 1) },
          raises: [{ ref: out("raise"), guards: [], span: step("x").span }],
        }),
        scope("runs", {
          inputs: ["item", "items", "place", "a.b"],
          tasks: [],
          output: { kind: "ref", ref: input("a.b") },
        }),
      ],
    });
    const [template] = argo.emit(given, bundlesOf(given), SETTINGS);
    const { templates } = template!.spec as { templates: { name: string; dag?: { tasks: { name: string }[] } }[] };
    const names = templates.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const tasks = templates.find(({ name }) => name === "main")?.dag?.tasks.map(({ name }) => name) ?? [];
    expect(tasks).toEqual(["raise", "in-task-2", "in-task", "not-task", "runs", "raise-2"]);
  });
});

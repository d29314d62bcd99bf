/** Golden files: what every case of the differential tests becomes, as IR and as documents for Argo. Update: UPDATE_EXPECTED=1. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { compile, printYaml } from "@argosy/compiler";
import { printPipelineIr } from "@argosy/sdk/ir";
import { describe, expect, test } from "vitest";

const casesFolder = new URL("../differential/cases/", import.meta.url);
const expectedFolder = new URL("expected/", import.meta.url);
const libraries = ["steps.ts", "helpers-library.ts"];
const cases = readdirSync(casesFolder)
  .filter((file) => file.endsWith(".ts") && !libraries.includes(file))
  .map((file) => file.replace(/\.ts$/, ""));
const isUpdate = process.env["UPDATE_EXPECTED"] !== undefined && process.env["CI"] === undefined;
const podRuntime = createRequire(import.meta.url).resolve("@argosy/runner/pod");

describe.each(cases)("%s", (name) => {
  test("becomes the expected IR and documents", async () => {
    const entry = fileURLToPath(new URL(`${name}.ts`, casesFolder));
    const { compiled, diagnostics } = await compile({ entry, target: "argo", podRuntime, settings: SETTINGS });
    // What a stopped run leaves out is said of some.
    expect(diagnostics.filter(({ severity, code }) => severity !== "info" && code !== "AR4115")).toEqual([]);
    if (compiled === undefined) throw new Error("nothing was compiled");
    // Code is tested by running it; here only its address would change with every line of the pod runtime.
    const documents = (compiled.documents ?? []).filter((document) => document.kind !== "ConfigMap");
    expectFile(`${name}.ir.txt`, printPipelineIr(compiled.ir));
    expectFile(`${name}.argo.yaml`, withoutCode(printYaml(documents)));
  });
});

test("the result's place is what is returned at the end of the body", async () => {
  const entry = fileURLToPath(new URL("early-return.ts", casesFolder));
  const { compiled } = await compile({ entry, target: "local", podRuntime, settings: SETTINGS });
  const { start = 0, end = 0 } = compiled?.ir.result.span ?? {};
  expect(readFileSync(entry, "utf8").slice(start, end)).toBe('{ kind: "medium", sum, n }');
});

test("no golden file is left over", () => {
  const wanted = cases.flatMap((name) => [`${name}.argo.yaml`, `${name}.ir.txt`]).sort();
  expect(readdirSync(expectedFolder).sort()).toEqual(wanted);
});

const SETTINGS = {
  image: "node:24-slim",
  store: {
    url: "s3://artifacts/argosy?endpoint=http://s3:9000&pathStyle=true",
    secret: { name: "s3", accessKey: "accessKey", secretKey: "secretKey" },
  },
};

function withoutCode(text: string): string {
  return text
    .replace(/-code-[0-9a-f]{10}/g, "-code-HASH")
    .replace(/code-[0-9a-f]{10}/g, "code-HASH")
    .replace(/(name: ARGOSY_BUNDLE\n\s+value: )\S+/g, "$1BUNDLE");
}

function expectFile(file: string, actual: string): void {
  const path = new URL(file, expectedFolder);
  if (isUpdate) {
    mkdirSync(expectedFolder, { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(actual);
}

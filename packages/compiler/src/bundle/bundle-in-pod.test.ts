import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Bundle } from "@argosy/sdk/ir";
import { beforeAll, expect, test } from "vitest";
import { newFolder, repository, writeProject } from "../2-analyze/source-project.fixture.ts";
import { bundleOf, bundleProject, callOf, NOWHERE, readOf } from "./bundle-project.fixture.ts";
import type { BundleResult } from "./bundle-program.ts";

const KIB = 1024;
const LARGEST_GZIPPED = 20 * KIB;

let result: BundleResult;
beforeAll(async () => {
  const root = writeProject({
    "pipeline.ts": `import { NonRetriableError, step } from "@argosy/sdk";
class Odd extends NonRetriableError {}

export const double = step({ cpu: 1 }, async ({ n }: { n: number }, ctx) => {
  ctx.log(\`doubling \${n}\`);
  if (n === 0) throw new RangeError("nothing to double");
  if (n % 2 === 1)
    throw new Odd(\`\${n} is odd\`);
  return { n: n * 2 };
});
const main = (n: number) => fragment("f1", (n) => ({ n: n + 1 }));
`,
  });
  const port = {
    port: "big",
    encoding: "guard",
    value: {
      kind: "bin",
      op: ">",
      left: { kind: "get", object: readOf("$out"), key: "n" },
      right: { kind: "lit", value: 5 },
    },
    span: NOWHERE,
  } as const;
  const binding = { name: "b1", value: { kind: "call", fragment: "f1", args: [readOf("n")] }, span: NOWHERE } as const;
  const wants = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
  const gives = { type: "object", properties: { n: { type: "number", maximum: 100 } }, required: ["n"] };
  result = await bundleProject(root, {
    schemas: { double: { input: wants, output: gives } },
    podRuntime: join(repository, "packages/runner/src/pod/main.ts"),
    sdkPodShim: join(repository, "packages/sdk/src/pod-shim.ts"),
    calls: [
      callOf("double", {
        key: "double-1",
        reads: [{ name: "n", lists: 0 }],
        bindings: [binding],
        input: readOf("b1"),
        ports: [port],
      }),
      callOf(undefined, {
        reads: [{ name: "n", lists: 0 }],
        bindings: [binding],
        ports: [{ port: "v", encoding: "value", value: readOf("b1"), span: NOWHERE }],
      }),
    ],
  });
});

interface PodRun {
  readonly code: number;
  readonly output: string;
  readonly ports: { readonly [port: string]: string };
}

function runPod(bundle: Bundle, call: string, input: object): Promise<PodRun> {
  const folder = newFolder("pod");
  writeFileSync(join(folder, "bundle.mjs"), bundle.code);
  const env = {
    PATH: process.env["PATH"],
    ARGOSY_CALL: call,
    ARGOSY_IN: JSON.stringify(input),
    ARGOSY_OUT: join(folder, "out"),
    ARGOSY_RUN: "r",
  };
  return new Promise((done) => {
    execFile(
      process.execPath,
      ["--enable-source-maps", join(folder, "bundle.mjs")],
      { cwd: folder, env },
      (error, stdout, stderr) => {
        const port = (name: string): object =>
          existsSync(join(folder, "out", name)) ? { [name]: readFileSync(join(folder, "out", name), "utf8") } : {};
        done({
          code: Number(error?.code ?? 0),
          output: stdout + stderr,
          ports: { ...port("out"), ...port("big"), ...port("v") },
        });
      },
    );
  });
}

test("a bundle runs under the real pod runtime", async () => {
  const { code, output, ports } = await runPod(bundleOf(result, "double"), "double-1", { n: 3 });
  expect(output).toBe("doubling 4\n");
  expect(ports).toEqual({ out: '{"n":8}', big: "true" });
  expect(code).toBe(0);
});

test("and glue does", async () => {
  expect(await runPod(bundleOf(result, "$glue"), "glue", { n: 3 })).toEqual({
    code: 0,
    output: "",
    ports: { v: '{"n":4}' },
  });
});

test("the author's error classes keep their meaning and their place", async () => {
  const odd = await runPod(bundleOf(result, "double"), "double-1", { n: 4 });
  expect(odd.code).toBe(64);
  expect(odd.output).toContain("5 is odd");
  expect(odd.output).toContain("pipeline.ts:8:11");
  const range = await runPod(bundleOf(result, "double"), "double-1", { n: -1 });
  expect(range.code).toBe(1);
  expect(range.output).toContain("pipeline.ts:6:22");
});

test("a value without its declared type ends the pod for good, and says where it differs", async () => {
  const text = await runPod(bundleOf(result, "double"), "double-1", { n: "3" });
  expect(text.code).toBe(65);
  expect(text.output).toBe(
    'TypeMismatchError: the input of `double` does not have the type it is declared with: `n` must be a number, and it is the string "31"\n',
  );
  const large = await runPod(bundleOf(result, "double"), "double-1", { n: 55 });
  expect(large.code).toBe(65);
  expect(large.output).toContain(
    "TypeMismatchError: the result of `double` does not have the type it is declared with: `n` must be at most 100, and it is 112",
  );
});

test("a plain step's bundle stays small", () => {
  expect(gzipSync(bundleOf(result, "double").code).length).toBeLessThan(LARGEST_GZIPPED);
});

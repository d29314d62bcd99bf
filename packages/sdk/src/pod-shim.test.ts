import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { pipelineRecord, stepRecord } from "./brands.ts";
import * as sdk from "./index.ts";
import * as shim from "./pod-shim.ts";

const SOURCE = import.meta.dirname;

async function bundle(file: string) {
  const result = await build({
    entryPoints: [join(SOURCE, file)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    absWorkingDir: SOURCE,
  });
  return { bytes: result.outputFiles[0]?.contents.length ?? 0, inputs: Object.keys(result.metafile.inputs) };
}

describe("inside a bundle", () => {
  test("the same names exist", () => {
    expect(Object.keys(shim).sort()).toEqual(Object.keys(sdk).sort());
  });

  test("steps and pipelines carry what they carry outside", () => {
    const fn = (): number => 1;
    const options = { name: "train", cpu: "not checked" };
    expect(stepRecord(shim.step(options, fn))).toEqual({ kind: "step", options, fn });
    expect(pipelineRecord(shim.pipeline(options, fn))).toMatchObject({ options, fn });
    expect(stepRecord(sdk.step({ name: "train" }, fn))).toEqual({ kind: "step", options: { name: "train" }, fn });
    expect(Reflect.get(shim.step(options, fn), Symbol.for("argosy.step"))).toHaveProperty("fn", fn);
  });

  test("calling one is refused, as it is in plain Node", async () => {
    await expect(shim.step({ name: "train" }, () => 1)({})).rejects.toThrow(
      "train was called inside a step, and a step cannot start another; share a plain function between them",
    );
    await expect(shim.container({ image: "x" })()).rejects.toThrow("a container was called inside a step");
    await expect(shim.approve()).rejects.toThrow("call approve in the pipeline");
  });

  test("values and errors are the real ones", () => {
    expect([shim.gi(1), shim.mi(1), shim.gpu("nvidia-l4", 2)]).toEqual([sdk.gi(1), sdk.mi(1), sdk.gpu("nvidia-l4", 2)]);
    expect(new shim.NonRetriableError("x")).toBeInstanceOf(sdk.NonRetriableError);
  });

  test("it weighs little and checks nothing", async () => {
    const { bytes, inputs } = await bundle("pod-shim.ts");
    expect(bytes).toBeLessThan(6 * 1024);
    expect(inputs.filter((input) => /normalize|quantity|plain|zod/.test(input))).toEqual([]);
  });
});

describe("what is loaded", () => {
  test("zod is not, by pods or by authors", async () => {
    for (const file of ["runtime/index.ts", "index.ts", "testing.ts", "config.ts"]) {
      const { inputs } = await bundle(file);
      expect(inputs.filter((input) => input.includes("node_modules"))).toEqual([]);
    }
    const { bytes } = await bundle("runtime/index.ts");
    expect(bytes).toBeLessThan(16 * 1024);
  });

  test("the types that authors see need no other package", () => {
    const seen = new Set<string>();
    const visit = (file: string): readonly string[] => {
      if (seen.has(file)) return [];
      seen.add(file);
      const specifiers = [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gm)].map(
        ([, specifier = ""]) => specifier,
      );
      return specifiers.flatMap((specifier) =>
        specifier.startsWith(".") ? visit(join(dirname(file), specifier)) : [specifier],
      );
    };
    const packages = visit(join(SOURCE, "index.ts")).filter((specifier) => !specifier.startsWith("node:"));
    expect(packages).toEqual([]);
    // The walk saw the package, so its silence means something.
    expect([...seen].map((file) => relative(SOURCE, file))).toEqual(
      expect.arrayContaining(["options.ts", "ir/types.ts", "runtime/json.ts"]),
    );
  });
});

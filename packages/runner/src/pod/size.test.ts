import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { bundleStep } from "../fixtures/bundle-step.ts";

const KIB = 1024;
// About 4 KiB of it is S3, 2 KiB the names that esbuild keeps.
const LARGEST_GZIPPED = 15 * KIB;
const SLOWEST_MS = 30;

test("the pod runtime is small, since it is in every bundle, and loads nothing but Node", async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    keepNames: true,
    format: "esm",
    platform: "node",
    outfile: "pod.js",
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.keys(output?.inputs ?? {}).map((path) =>
    path.replace(/^.*?(?=packages\/|node_modules\/(?!\.pnpm))/, ""),
  );
  const allowed = /^(packages\/runner\/src\/(pod|store)\/|packages\/sdk\/src\/runtime\/|node_modules\/aws4fetch\/)/;
  expect(inputs.filter((path) => !allowed.test(path))).toEqual([]);
  expect(output?.imports.map(({ path }) => path).filter((path) => !path.startsWith("node:"))).toEqual([]);
  expect(gzipSync(outputFiles[0]?.contents ?? "").byteLength).toBeLessThan(LARGEST_GZIPPED);
});

test("a pod starts nearly as fast as a bare node", async () => {
  const bundle = await bundleStep({
    step: "quick",
    source: "export const step = () => 1;",
    calls: `{ call: () => ({ inFanout: false, checks: [], input: () => ({}), ports: {} }) }`,
  });
  const folder = mkdtempSync(join(tmpdir(), "argosy-pod-test-"));
  const file = join(folder, "bundle.mjs");
  writeFileSync(file, bundle.code);
  const env = {
    ...process.env,
    ARGOSY_CALL: "call",
    ARGOSY_IN: "{}",
    ARGOSY_OUT: join(folder, "out"),
    ARGOSY_TERMINATION_LOG: "",
  };
  // The fastest of several: everything slower is the machine's other work.
  const rounds = Array.from({ length: 9 }, () => ({
    bare: timeOf(["-e", "0"], env),
    pod: timeOf(["--enable-source-maps", file], env),
  }));
  const overhead = Math.min(...rounds.map(({ pod }) => pod)) - Math.min(...rounds.map(({ bare }) => bare));
  expect(overhead).toBeLessThan(SLOWEST_MS);
});

function timeOf(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { env });
  expect(status).toBe(0);
  return performance.now() - started;
}

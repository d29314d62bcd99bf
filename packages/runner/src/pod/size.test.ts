import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const KIB = 1024;
// About 4 KiB of it is S3, 2 KiB the names that esbuild keeps.
const LARGEST_GZIPPED = 16 * KIB;

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

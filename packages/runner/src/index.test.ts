import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

test("loading the runner loads nothing heavy: the cluster's client and zod come when they are needed", async () => {
  const entry = fileURLToPath(new URL("index.ts", import.meta.url));
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    external: ["zod", "@kubernetes/client-node"],
  });
  const [start = ""] = Object.keys(metafile.inputs).filter((path) => entry.endsWith(path));
  const packages = [...loadedFrom(start, metafile, new Set())].filter((path) => !path.startsWith("node:"));
  expect(packages.filter((path) => /zod|client-node/.test(path))).toEqual([]);
  expect(packages.length).toBeGreaterThan(20);
});

/** All that importing a module loads at once. */
function loadedFrom(path: string, metafile: Metafile, seen: Set<string>): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { kind, path: imported } of metafile.inputs[path]?.imports ?? []) {
    if (kind === "import-statement") loadedFrom(imported, metafile, seen);
  }
  return seen;
}

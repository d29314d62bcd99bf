import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { consumer, pipelineSource, typeCheckers } from "./consumer.ts";
import { run } from "./run.ts";

/** What users get: the packed packages in an empty project, far from the workspace. */
const repository = resolve(import.meta.dirname, "../..");
const packages = ["sdk", "compiler", "runner", "cli"];
let scratch = "";
let project = "";
let tarballs: { [name: string]: string } = {};

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "argosy-packaging-")));
  await run("npx", ["-y", "pnpm@12", "run", "build"], { cwd: repository });
  tarballs = await packAll(join(scratch, "packs"));
  project = join(scratch, "project");
  await installIn(project);
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

describe.for(packages)("@argosy/%s", (name) => {
  test("has a manifest that publint accepts", async () => {
    const tarball = await readFile(tarballOf(name));
    const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball: bytes }, level: "warning", strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("holds its code, licence and description, and nothing else", async () => {
    const { stdout } = await run("tar", ["tzf", tarballOf(name)], { cwd: scratch });
    const files = stdout.trim().split("\n");
    const outside = files.filter((file) => !file.startsWith("package/dist/")).toSorted();
    expect(outside).toEqual(["package/LICENSE", "package/README.md", "package/package.json"]);
    expect(files.filter((file) => file.includes(".test.") || file.includes("fixtures"))).toEqual([]);
  });

  test("can be imported and required by each of its names", async () => {
    const manifest = JSON.parse(
      await readFile(join(project, "node_modules/@argosy", name, "package.json"), "utf8"),
    ) as {
      exports?: { [path: string]: unknown };
    };
    for (const path of Object.keys(manifest.exports ?? {})) {
      const specifier = JSON.stringify(`@argosy/${name}${path.slice(1)}`);
      const code = `const a = require(${specifier}); import(${specifier}).then((b) => { if (a.x !== b.x) throw 1; console.log(Object.keys(a).length >= 0) })`;
      const { stdout, stderr } = await run(process.execPath, ["-e", code], { cwd: project });
      expect({ specifier, stdout, stderr }).toEqual({ specifier, stdout: "true\n", stderr: "" });
    }
  });
});

describe("the installed command", () => {
  const argosy = (...options: string[]) => run(join(project, "node_modules/.bin/argosy"), options, { cwd: project });

  test("shows help and its version", async () => {
    expect((await argosy("--help")).stdout).toContain("Usage: argosy COMMAND");
    expect((await argosy("--version")).stdout).toBe("0.1.0\n");
  });

  test("compiles", async () => {
    const { stdout, stderr } = await argosy("compile", "squares.ts", "--target", "argo");
    expect(stderr).not.toContain("error");
    const documents = parseAllDocuments(stdout).map((document) => document.toJS() as { kind: string });
    expect(documents.map((document) => document.kind)).toContain("WorkflowTemplate");
    expect(stdout).not.toContain(scratch);
  });

  test("compiles the same from a snapshot of an earlier start", async () => {
    const caches = join(scratch, "caches");
    const start = (snapshot: string, ...options: string[]) =>
      run(join(project, "node_modules/.bin/argosy"), options, {
        cwd: project,
        env: { XDG_CACHE_HOME: caches, ARGOSY_SNAPSHOT: snapshot, CI: "true" },
        mayFail: true,
      });
    await start("wait", "check", "squares.ts");
    const [taken = "", ...others] = await readdir(join(caches, "argosy"));
    expect({ taken, others }).toEqual({ taken: expect.stringMatching(/\.blob$/), others: [] });
    for (const options of [
      ["compile", "squares.ts"],
      ["compile", "squares.ts", "--target", "kfp"],
      ["check", "squares.ts", "--pipeline", "none"],
    ])
      expect(await start("", ...options)).toEqual(await start("off", ...options));
    // A damaged one does no harm, and is gone.
    const plain = await start("off", "compile", "squares.ts");
    await writeFile(join(caches, "argosy", taken), "");
    const { status, stdout } = await start("", "compile", "squares.ts");
    expect({ status, stdout }).toEqual({ status: 0, stdout: plain.stdout });
    expect(await readdir(join(caches, "argosy"))).toEqual([]);
  });

  test("runs", async () => {
    const { stdout } = await argosy("run", "squares.ts", "--input", '{"numbers":[3,4]}', "--json");
    expect(JSON.parse(stdout)).toEqual({ total: 25, large: true });
  });

  test("checks input by the types of the pipeline", async () => {
    const { status, stdout, stderr } = await run(
      join(project, "node_modules/.bin/argosy"),
      ["run", "squares.ts", "--input", '{"numbers":"three"}'],
      { cwd: project, mayFail: true },
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("numbers");
  });
});

describe("a consumer's type check", () => {
  test.for(Object.entries(typeCheckers))("%s", async ([name, compilerOptions]) => {
    const tsconfig = join(project, `tsconfig.${name}.json`);
    await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", tsconfig], { cwd: project, mayFail: true });
    expect(stdout).toBe("");
  });
});

function tarballOf(name: string): string {
  return tarballs[name] ?? expect.fail(`@argosy/${name} was not packed`);
}

async function packAll(folder: string): Promise<{ [name: string]: string }> {
  await mkdir(folder, { recursive: true });
  for (const name of packages) {
    await run("npx", ["-y", "pnpm@12", "pack", "--pack-destination", folder], {
      cwd: join(repository, "packages", name),
    });
  }
  const files = await readdir(folder);
  return Object.fromEntries(files.map((file) => [basename(file).split("-")[1] ?? file, join(folder, file)]));
}

async function installIn(folder: string): Promise<void> {
  const dependencies = Object.fromEntries(
    Object.entries(tarballs).map(([name, file]) => [`@argosy/${name}`, `file:${file}`]),
  );
  const manifest = { name: "project", private: true, type: "module", dependencies };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(folder, "squares.ts"), pipelineSource);
  await writeFile(join(folder, "consumer.ts"), consumer);
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });
}

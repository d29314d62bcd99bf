import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOOTSTRAP, BUNDLE_FILE_VARIABLE, BUNDLE_VARIABLE, RAISE, RAISE_VARIABLE } from "./bootstrap.ts";
import { compress } from "./code.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "argosy bootstrap #"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(script: string, env: { readonly [name: string]: string }) {
  return spawnSync(process.execPath, ["--enable-source-maps", "-e", script], {
    env: { ...env, TMPDIR: folder, PATH: process.env["PATH"] },
    encoding: "utf8",
  });
}

describe("what starts a bundle", () => {
  it("runs it from a variable, and from a file", () => {
    const code =
      'import { basename } from "node:path"; console.log("ran", basename(import.meta.filename)); process.exitCode = 3;';
    const file = join(folder, "bundle.gz");
    writeFileSync(file, compress(code));
    for (const env of [{ [BUNDLE_VARIABLE]: compress(code).toString("base64") }, { [BUNDLE_FILE_VARIABLE]: file }]) {
      expect(run(BOOTSTRAP, env)).toMatchObject({ status: 3, stdout: "ran bundle.mjs\n", stderr: "" });
    }
  });

  it.each([
    ["imports what the image does not have", 'import "not-there";', /Cannot find package 'not-there'/],
    ["throws while it loads", 'throw new TypeError("no data");', /TypeError: no data/],
    ["is no JavaScript", "const = 1;", /SyntaxError/],
  ])("ends without another attempt when the bundle %s", (_, code, message) => {
    const { status, stderr } = run(BOOTSTRAP, { [BUNDLE_VARIABLE]: compress(code).toString("base64") });
    expect(stderr).toMatch(message);
    expect(status).toBe(66);
  });

  it.each([BOOTSTRAP, RAISE])("holds nothing that Argo or the kubelet would replace", (script) => {
    expect(script).not.toMatch(/\{\{|\$[($]/);
  });
});

describe("what raises an error that travelled", () => {
  it.each([
    [
      { name: "TypeError", message: "x is not a function", at: "a.ts:1:2" },
      "TypeError: x is not a function (at a.ts:1:2)\n",
    ],
    [{ name: "Error", message: "plain" }, "Error: plain\n"],
  ])("says %j", (error, line) => {
    const { status, stderr } = run(RAISE, { [RAISE_VARIABLE]: JSON.stringify({ $argosy: "error", error }) });
    expect({ status, stderr }).toEqual({ status: 66, stderr: line });
  });

  it("fits a termination message, the place included", () => {
    const error = { name: "Error", message: "x".repeat(10_000), at: "a.ts:1:2" };
    const { stderr } = run(RAISE, { [RAISE_VARIABLE]: JSON.stringify({ error }) });
    expect(stderr.length).toBeLessThan(4096);
    expect(stderr).toMatch(/ \(at a\.ts:1:2\)\n$/);
  });
});

it("compresses alike wherever it runs", () => {
  expect(compress("a")[9]).toBe(255);
});

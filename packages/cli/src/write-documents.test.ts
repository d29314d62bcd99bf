import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { writeFiles } from "./write-documents.ts";

const files = [
  { name: "a.yaml", text: "a: 1\n" },
  { name: "b.yaml", text: "b: 2\n" },
];
let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "argosy-out-"));
});

const contents = async (directory: string): Promise<object> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(directory)).map(async (name) => [name, await readFile(join(directory, name), "utf8")]),
    ),
  );
const message = (directory: string): Promise<string> =>
  writeFiles(join(root, directory), directory, files).then(
    () => "no error",
    (error: Error) => error.message,
  );

describe("writeFiles", () => {
  it("makes the directory and what is above it", async () => {
    await writeFiles(join(root, "x/y"), "x/y", files);
    expect(await contents(join(root, "x/y"))).toEqual({ "a.yaml": "a: 1\n", "b.yaml": "b: 2\n" });
    expect(await readdir(join(root, "x"))).toEqual(["y"]);
  });

  it("replaces its own files and keeps others", async () => {
    await writeFile(join(root, "a.yaml"), "old");
    await writeFile(join(root, "mine.txt"), "mine");
    await writeFiles(root, ".", files);
    expect(await contents(root)).toEqual({ "a.yaml": "a: 1\n", "b.yaml": "b: 2\n", "mine.txt": "mine" });
  });

  it("changes nothing when one of the files cannot be written", async () => {
    await writeFile(join(root, "a.yaml"), "old");
    await mkdir(join(root, "b.yaml"));
    expect(await message(".")).toBe("cannot write to `.`: `b.yaml` is a directory there");
    expect((await readdir(root)).toSorted()).toEqual(["a.yaml", "b.yaml"]);
    expect(await readFile(join(root, "a.yaml"), "utf8")).toBe("old");
  });

  it("says why it cannot", async () => {
    await writeFile(join(root, "file"), "");
    expect(await message("file")).toBe("cannot write to `file`: a file is in the way");
    expect(await message("file/below")).toBe("cannot write to `file/below`: a file is in the way");
  });
});

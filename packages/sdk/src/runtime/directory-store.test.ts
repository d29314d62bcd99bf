import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { DirectoryStore } from "./directory-store.ts";
import { StoreError } from "./store.ts";

let directory: string;
let store: DirectoryStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "argosy-store-"));
  store = new DirectoryStore(join(directory, "store"));
});

const text = "grün 😀\n";
const sha256 = createHash("sha256").update(text).digest("hex");
const bytes = Buffer.byteLength(text);

describe("put", () => {
  test("takes text, bytes, files and streams, and gives one blob for one content", async () => {
    const path = join(directory, "file.txt");
    writeFileSync(path, text);
    const blob = await store.put(text);
    expect(blob).toEqual({
      uri: pathToFileURL(join(store.root, "sha256", sha256.slice(0, 2), sha256.slice(2))).href,
      sha256,
      bytes,
    });
    const halves = [text.slice(0, 3), Buffer.from(text.slice(3))];
    for (const content of [Buffer.from(text), { path }, createReadStream(path), Readable.from(halves)]) {
      expect(await store.put(content)).toEqual(blob);
    }
    expect(readFileSync(fileURLToPath(blob.uri), "utf8")).toBe(text);
  });

  test("takes nothing at all, and much", async () => {
    expect(await store.put("")).toMatchObject({ bytes: 0 });
    const large = randomBytes(5_000_000);
    const blob = await store.put(Readable.from([large.subarray(0, 1), large.subarray(1)]));
    expect(Buffer.compare(await store.read(blob.uri, blob.sha256), large)).toBe(0);
  });

  test("from many at once leaves one whole file and no drafts", async () => {
    const content = randomBytes(300_000);
    const blobs = await Promise.all(Array.from({ length: 8 }, () => store.put(content)));
    expect(new Set(blobs.map(({ uri }) => uri)).size).toBe(1);
    expect(Buffer.compare(await store.read(blobs[0]!.uri, blobs[0]!.sha256), content)).toBe(0);
    expect(readdirSync(join(store.root, "tmp"))).toEqual([]);
  });

  test("repairs a damaged file of the same content", async () => {
    const { uri } = await store.put(text);
    damage(uri);
    await store.put(text);
    expect(Buffer.from(await store.read(uri, sha256)).toString()).toBe(text);
  });

  test.each([
    [() => ({ path: join(directory, "none") }), /^there is no file .*none to save$/],
    [() => ({ path: directory }), /is a directory, and an artifact is one file; pack it first, for instance with tar$/],
    [
      () => ({ rows: 3 }) as never,
      /^only text, bytes, a stream or { path } can be saved; turn other values into text with JSON.stringify$/,
    ],
    [() => Readable.from([{ row: 1 }]) as never, /^a stream to be saved gave a object; it must give bytes or text$/],
  ])("refuses what is no content (%#)", async (content, message) => {
    await expect(store.put(content())).rejects.toThrow(message);
    await expect(store.put(content())).rejects.toMatchObject({ name: "StoreError", reason: "content" });
  });

  test("leaves nothing behind when a stream breaks", async () => {
    const broken = Readable.from(
      (async function* () {
        yield "first";
        throw new Error("connection lost");
      })(),
    );
    await expect(store.put(broken)).rejects.toThrow("connection lost");
    expect(readdirSync(join(store.root, "tmp"))).toEqual([]);
    expect(existsSync(join(store.root, "sha256"))).toBe(false);
  });
});

describe("reading", () => {
  test("gives a read-only file, and the bytes", async () => {
    const { uri } = await store.put(text);
    expect(await store.open(uri, sha256)).toBe(fileURLToPath(uri));
    expect(statSync(fileURLToPath(uri)).mode & 0o222).toBe(0);
    expect(Buffer.from(await store.read(uri)).toString()).toBe(text);
    expect(await store.exists(uri)).toBe(true);
  });

  test("notices what is gone and what was changed", async () => {
    const { uri } = await store.put(text);
    damage(uri);
    for (const attempt of [() => store.open(uri, sha256), () => store.read(uri, sha256)]) {
      await expect(attempt()).rejects.toMatchObject({
        reason: "corrupt",
        message: expect.stringMatching(
          /was changed or damaged: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}; save it again/,
        ),
      });
    }
    const gone = `${uri}0`;
    expect(await store.exists(gone)).toBe(false);
    for (const attempt of [() => store.open(gone), () => store.open(gone, sha256), () => store.read(gone, sha256)]) {
      await expect(attempt()).rejects.toMatchObject({
        reason: "missing",
        message: expect.stringMatching(/is not in the store any more$/),
      });
    }
  });

  test("stays inside the store", async () => {
    const secret = join(directory, "secret");
    writeFileSync(secret, "x");
    for (const uri of [
      pathToFileURL(secret).href,
      `${pathToFileURL(store.root).href}/../secret`,
      `${pathToFileURL(store.root).href}/%2e%2e/secret`,
    ]) {
      await expect(store.read(uri)).rejects.toMatchObject({ reason: "denied" });
    }
    await expect(store.open("s3://bucket/x")).rejects.toMatchObject({
      reason: "unavailable",
      message: expect.stringMatching(/^s3:\/\/bucket\/x does not lie in the store /),
    });
  });
});

describe("refs", () => {
  test("are replaced, and absent before", async () => {
    const name = "checkpoint/run 1/train/../x";
    expect(await store.readRef(name)).toBeUndefined();
    await store.writeRef(name, "1");
    await store.writeRef(name, "2");
    expect(await store.readRef(name)).toBe("2");
    expect(await store.readRef(`${name}x`)).toBeUndefined();
  });
});

describe("a store that cannot be used", () => {
  test("because a file is in its place", async () => {
    writeFileSync(join(directory, "store"), "");
    await expect(store.put(text)).rejects.toMatchObject({
      reason: "unavailable",
      message: `the store ${store.root} is not a directory`,
    });
    await expect(store.writeRef("a", "b")).rejects.toBeInstanceOf(StoreError);
  });

  // Real file systems, where this machine lets us mount them.
  test("because the disk is full", async ({ skip, onTestFinished }) => {
    mkdirSync(store.root);
    if (!mounted(store.root, "size=64k")) skip("this user cannot mount a small disk");
    onTestFinished(() => void execFileSync("/bin/umount", [store.root]));
    const full = {
      reason: "full",
      message: `the store ${store.root} is full; free some space or use another with ARGOSY_STORE`,
    };
    await expect(store.put(randomBytes(200_000))).rejects.toMatchObject(full);
    expect(readdirSync(join(store.root, "tmp"))).toEqual([]);
    expect(await store.put("it fits again")).toMatchObject({ bytes: 13 });
  });

  test("because it may not be written to", async ({ skip, onTestFinished }) => {
    mkdirSync(store.root);
    if (!mounted(store.root, "size=64k,ro")) skip("this user cannot mount a read-only disk");
    onTestFinished(() => void execFileSync("/bin/umount", [store.root]));
    const denied = { reason: "denied", message: `the store ${store.root} cannot be written by this user` };
    await expect(store.put(text)).rejects.toMatchObject(denied);
    await expect(store.writeRef("a", "b")).rejects.toMatchObject(denied);
    await expect(new DirectoryStore(join(store.root, "a", "b")).put(text)).rejects.toMatchObject({ reason: "denied" });
  });
});

function mounted(directory: string, options: string): boolean {
  return spawnSync("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]).status === 0;
}

function damage(uri: string): void {
  const path = fileURLToPath(uri);
  chmodSync(path, 0o644);
  writeFileSync(path, "damaged");
}

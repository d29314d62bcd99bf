/** A store in a directory, on this machine or on a mounted volume. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ArtifactContent } from "../context.ts";
import { chunksOf } from "./content.ts";
import { type Blob, type Store, StoreError } from "./store.ts";

/** Blobs lie in `sha256/ab/cdef…`, names in `refs/`; both appear by renaming, complete or not at all. */
export class DirectoryStore implements Store {
  readonly root: string;

  /** @param root created when it is first written to */
  constructor(root: string) {
    this.root = resolve(root);
  }

  async put(content: ArtifactContent): Promise<Blob> {
    const draft = this.#draft();
    try {
      await makeDirectory(dirname(draft));
      const { sha256, bytes } = await writeHashed(draft, content);
      const path = join(this.root, "sha256", sha256.slice(0, 2), sha256.slice(2));
      await makeDirectory(dirname(path));
      // Also when it exists: what lies there may have been damaged since.
      await rename(draft, path);
      return { uri: pathToFileURL(path).href, sha256, bytes };
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw this.#explain(error, "written");
    }
  }

  async open(uri: string, sha256?: string): Promise<string> {
    const path = this.#pathOf(uri);
    try {
      if (sha256 === undefined) await access(path);
      else checkDigest(path, sha256, await hashFile(path));
    } catch (error) {
      throw this.#explain(error, "read", path);
    }
    return path;
  }

  async read(uri: string, sha256?: string): Promise<Uint8Array> {
    const path = this.#pathOf(uri);
    try {
      const content = await readFile(path);
      if (sha256 !== undefined) checkDigest(path, sha256, createHash("sha256").update(content).digest("hex"));
      return content;
    } catch (error) {
      throw this.#explain(error, "read", path);
    }
  }

  async exists(uri: string): Promise<boolean> {
    return access(this.#pathOf(uri)).then(
      () => true,
      () => false,
    );
  }

  async writeRef(name: string, text: string): Promise<void> {
    const draft = this.#draft();
    const path = this.#refPath(name);
    try {
      await makeDirectory(dirname(draft));
      await makeDirectory(dirname(path));
      await writeFile(draft, text);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw this.#explain(error, "written");
    }
  }

  async readRef(name: string): Promise<string | undefined> {
    try {
      return await readFile(this.#refPath(name), "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw this.#explain(error, "read");
    }
  }

  /** On the same file system as its destination, so that renaming is atomic. */
  #draft(): string {
    return join(this.root, "tmp", randomUUID());
  }

  #refPath(name: string): string {
    // Hashed: names hold slashes and may be longer than a file name.
    const key = createHash("sha256").update(name).digest("hex");
    return join(this.root, "refs", key.slice(0, 2), key.slice(2));
  }

  #pathOf(uri: string): string {
    if (!uri.startsWith("file:"))
      throw new StoreError(
        "unavailable",
        `${uri} does not lie in the store ${this.root}; start the run with the store it was saved to`,
      );
    const path = fileURLToPath(uri);
    // A record may come from outside; it must not open any file of the machine.
    if (!path.startsWith(this.root + sep)) throw new StoreError("denied", `${uri} lies outside the store ${this.root}`);
    return path;
  }

  #explain(error: unknown, verb: "read" | "written", path?: string): unknown {
    if (error instanceof StoreError) return error;
    const where = path ?? this.root;
    switch (codeOf(error)) {
      case "ENOSPC":
      case "EDQUOT":
        return new StoreError(
          "full",
          `the store ${this.root} is full; free some space or use another with ARGOSY_STORE`,
          { cause: error },
        );
      case "EACCES":
      case "EPERM":
      case "EROFS":
        return new StoreError("denied", `the store ${where} cannot be ${verb} by this user`, { cause: error });
      case "ENOENT":
        return new StoreError("missing", `${where} is not in the store any more`, { cause: error });
      case "ENOTDIR":
      case "EEXIST":
        return new StoreError("unavailable", `the store ${this.root} is not a directory`, { cause: error });
      case undefined:
        return error;
      default:
        return new StoreError("unavailable", `the store ${where} cannot be ${verb}: ${(error as Error).message}`, {
          cause: error,
        });
    }
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    // With `recursive`, Node calls a read-only disk ENOENT; without, it tells the truth.
    if (codeOf(error) !== "ENOENT" || path === dirname(path)) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path);
  }
}

async function writeHashed(
  path: string,
  content: ArtifactContent,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  const file = await open(path, "wx", 0o444);
  try {
    let bytes = 0;
    for await (const chunk of chunksOf(content)) {
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    return { sha256: hash.digest("hex"), bytes };
  } finally {
    await file.close();
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function checkDigest(path: string, expected: string, actual: string): void {
  if (actual !== expected)
    throw new StoreError(
      "corrupt",
      `${path} was changed or damaged: its SHA-256 is ${actual}, not ${expected}; save it again`,
    );
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | null)?.code;
}

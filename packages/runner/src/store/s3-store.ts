/** A store in an S3 bucket. Objects lie at `<prefix>/sha256/ab/cdef…`, names at `<prefix>/refs/…`. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chunksOf, StoreError, type Blob, type Store } from "@argosy/sdk/runtime";
import { type Answer, type Body, collect } from "./http-request.ts";
import type { S3Client } from "./s3-client.ts";
import type { S3Place } from "./s3-url.ts";

type Content = Parameters<Store["put"]>[0];

/** A request carries at most this much; larger objects would need several. */
const LARGEST_BYTES = 5 * 2 ** 30;

export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #place: S3Place;
  readonly #folder: string;

  /** @param folder where files are kept that were opened; default: in the temporary directory */
  constructor(client: S3Client, place: S3Place, folder: string = join(tmpdir(), "argosy-s3")) {
    this.#client = client;
    this.#place = place;
    this.#folder = folder;
  }

  async put(content: Content): Promise<Blob> {
    if (typeof content === "string" || content instanceof Uint8Array) {
      const body = Buffer.from(content as string);
      return this.#upload(createHash("sha256").update(body).digest("hex"), body.byteLength, body);
    }
    if ("path" in content) {
      const { sha256, bytes } = await drain(content, () => Promise.resolve());
      return this.#upload(sha256, bytes, { path: content.path, bytes });
    }
    // The digest is the name, so a stream has to be seen whole before it can be sent.
    return this.#spooled(content);
  }

  async open(uri: string, sha256?: string): Promise<string> {
    const path = join(
      this.#folder,
      createHash("sha256")
        .update(`${uri} ${sha256 ?? ""}`)
        .digest("hex"),
    );
    const known = await stat(path).catch(() => undefined);
    if (known !== undefined) return path;
    const answer = await this.#get(uri);
    await mkdir(this.#folder, { recursive: true });
    const draft = join(this.#folder, randomUUID());
    try {
      const found = await writeHashed(draft, answer.chunks);
      check(uri, sha256, found.sha256);
      await rename(draft, path);
      return path;
    } catch (error) {
      await rm(draft, { force: true });
      throw error instanceof StoreError ? error : interrupted(uri, error);
    }
  }

  async read(uri: string, sha256?: string): Promise<Uint8Array> {
    const answer = await this.#get(uri);
    const content = await collect(answer.chunks).catch((error: unknown) => {
      throw interrupted(uri, error);
    });
    check(uri, sha256, createHash("sha256").update(content).digest("hex"));
    return content;
  }

  async exists(uri: string): Promise<boolean> {
    const answer = await this.#client.send({ method: "HEAD", key: this.#keyOf(uri) });
    answer?.discard();
    return answer !== undefined;
  }

  async writeRef(name: string, text: string): Promise<void> {
    const body = Buffer.from(text);
    const sha256 = createHash("sha256").update(body).digest("hex");
    (await this.#client.send({ method: "PUT", key: this.#refKey(name), body, sha256 }))?.discard();
  }

  async readRef(name: string): Promise<string | undefined> {
    const answer = await this.#client.send({ method: "GET", key: this.#refKey(name) });
    return answer?.text();
  }

  async #spooled(content: Content): Promise<Blob> {
    const draft = join(this.#folder, randomUUID());
    try {
      await mkdir(this.#folder, { recursive: true });
      const { sha256, bytes } = await writeHashed(draft, content);
      return await this.#upload(sha256, bytes, { path: draft, bytes });
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #upload(sha256: string, bytes: number, body: Body): Promise<Blob> {
    if (bytes > LARGEST_BYTES)
      throw new StoreError(
        "content",
        `${bytes} bytes are more than one S3 request carries (5 GiB); save the content in parts`,
      );
    const key = this.#key("sha256", sha256.slice(0, 2), sha256.slice(2));
    const known = await this.#client.send({ method: "HEAD", key });
    known?.discard();
    if (known?.contentLength !== bytes) (await this.#client.send({ method: "PUT", key, body, sha256 }))?.discard();
    return { uri: `s3://${this.#place.bucket}/${key}`, sha256, bytes };
  }

  async #get(uri: string): Promise<Answer> {
    const answer = await this.#client.send({ method: "GET", key: this.#keyOf(uri) });
    if (answer === undefined) throw new StoreError("missing", `${uri} is not in the store any more`);
    return answer;
  }

  #key(...parts: readonly string[]): string {
    return [this.#place.prefix, ...parts].filter((part) => part !== "").join("/");
  }

  #refKey(name: string): string {
    const hash = createHash("sha256").update(name).digest("hex");
    return this.#key("refs", hash.slice(0, 2), hash.slice(2));
  }

  /** A record may come from outside; with our keys it must not read any other bucket. */
  #keyOf(uri: string): string {
    const start = `s3://${this.#place.bucket}/`;
    if (!uri.startsWith(start))
      throw new StoreError(
        "denied",
        `${uri} lies outside the store s3://${this.#place.bucket}; start the run with the store it was saved to`,
      );
    return uri.slice(start.length);
  }
}

async function writeHashed(
  path: string,
  content: Content,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const file = await open(path, "wx", 0o444);
  try {
    return await drain(content, (chunk) => file.writeFile(chunk));
  } finally {
    await file.close();
  }
}

async function drain(
  content: Content,
  take: (chunk: Uint8Array) => Promise<unknown>,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunksOf(content)) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    await take(chunk);
  }
  return { sha256: hash.digest("hex"), bytes };
}

function check(uri: string, expected: string | undefined, actual: string): void {
  if (expected !== undefined && expected !== actual) {
    throw new StoreError(
      "corrupt",
      `${uri} was changed or damaged: its SHA-256 is ${actual}, not ${expected}; save it again`,
    );
  }
}

function interrupted(uri: string, error: unknown): StoreError {
  return new StoreError("unavailable", `${uri} could not be read to its end: ${(error as Error).message}`, {
    cause: error,
  });
}

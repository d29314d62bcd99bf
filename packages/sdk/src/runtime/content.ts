import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ArtifactContent } from "../context.ts";
import { StoreError } from "./store.ts";

/** The content as chunks of bytes, whatever it was given as. */
export async function* chunksOf(content: ArtifactContent): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") yield Buffer.from(content, "utf8");
  else if (content instanceof Uint8Array) yield content;
  else if (isStream(content)) for await (const chunk of content) yield bytesOf(chunk);
  else yield* createReadStream(await fileOf(content)) as AsyncIterable<Buffer>;
}

function bytesOf(chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return Buffer.from(chunk, "utf8");
  if (chunk instanceof Uint8Array) return chunk;
  throw new StoreError(
    "content",
    `a stream to be saved gave ${chunk === null ? "null" : `a ${typeof chunk}`}; it must give bytes or text`,
  );
}

function isStream(content: object): content is AsyncIterable<Uint8Array | string> {
  return Symbol.asyncIterator in content;
}

async function fileOf(content: { readonly path: string }): Promise<string> {
  const { path } = content;
  if (typeof path !== "string") {
    throw new StoreError(
      "content",
      "only text, bytes, a stream or { path } can be saved; turn other values into text with JSON.stringify",
    );
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new StoreError("content", `there is no file ${path} to save`, { cause: error });
    throw new StoreError("denied", `${path} cannot be read: ${error.message}`, { cause: error });
  });
  if (found.isDirectory()) {
    throw new StoreError(
      "content",
      `${path} is a directory, and an artifact is one file; pack it first, for instance with tar`,
    );
  }
  return path;
}

/** One HTTP request. Not `fetch`: that holds a file that it sends in memory as a whole. */
import { createReadStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream";

export type Body = Uint8Array | { readonly path: string; readonly bytes: number };

export interface Answer {
  readonly status: number;
  /** Undefined when the server does not say. */
  readonly contentLength: number | undefined;
  /** The body, once; it throws when the connection breaks before the end. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly text: () => Promise<string>;
  readonly discard: () => void;
}

/** Rejects when no answer comes. */
export async function sendOnce(
  url: URL,
  method: string,
  headers: { readonly [name: string]: string },
  body: Body | undefined,
): Promise<Answer> {
  // Loaded here: most pods never talk to a store.
  const { request } = await (url.protocol === "https:" ? import("node:https") : import("node:http"));
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, ...lengthOf(body) } }, resolve);
    sent.on("error", reject);
    if (body === undefined || body instanceof Uint8Array) sent.end(body);
    // Broken pipes are reported by the request itself, as well as a file that cannot be read.
    else pipeline(createReadStream(body.path), sent, (error) => error && sent.destroy(error));
  });
  return {
    status: message.statusCode ?? 0,
    contentLength:
      message.headers["content-length"] === undefined ? undefined : Number(message.headers["content-length"]),
    chunks: message,
    text: async () => Buffer.from(await collect(message)).toString("utf8"),
    discard: () => message.resume().on("error", () => undefined),
  };
}

function lengthOf(body: Body | undefined): { readonly "content-length"?: number } {
  if (body === undefined) return {};
  return { "content-length": body instanceof Uint8Array ? body.byteLength : body.bytes };
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AwsV4Signer } from "aws4fetch";
import { afterEach, describe, expect, test } from "vitest";
import { createS3Client } from "./s3-client.ts";
import { S3Store } from "./s3-store.ts";
import { parseS3Url } from "./s3-url.ts";

/** A server that keeps objects and fails when told to. A real one is asked in tests/cluster. */
interface Bucket {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  readonly requests: { readonly method: string; readonly path: string; readonly headers: IncomingMessage["headers"] }[];
  /** Answers instead of the bucket until it gives false. */
  fault: (request: IncomingMessage, response: ServerResponse) => boolean;
}

// Node itself takes some 60 MiB.
const LARGE_BYTES = 250 * 2 ** 20;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function startBucket(): Promise<Bucket> {
  const bucket: Bucket = { url: "", objects: new Map(), requests: [], fault: () => false };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(request.url ?? "");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bucket.requests.push({ method: request.method ?? "", path, headers: request.headers });
    if (bucket.fault(request, response)) return;
    const body = Buffer.concat(chunks);
    if (request.method === "PUT") {
      const digest = createHash("sha256").update(body).digest("hex");
      if (digest !== request.headers["x-amz-content-sha256"]) return answer(response, 400, "XAmzContentSHA256Mismatch");
      bucket.objects.set(path, body);
      return void response.end();
    }
    const object = bucket.objects.get(path);
    if (object === undefined) return answer(response, 404, "NoSuchKey");
    response.setHeader("content-length", object.byteLength);
    response.end(request.method === "HEAD" ? undefined : object);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return Object.assign(bucket, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function answer(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status;
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said the server</Message></Error>`);
}

const folder = mkdtempSync(join(tmpdir(), "argosy-s3-test-"));

function storeAt(url: string, name = "bucket"): S3Store {
  const place = parseS3Url(`s3://${name}/some prefix?endpoint=${url}`);
  const env = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
  return new S3Store(createS3Client(place, env), place, mkdtempSync(join(folder, "opened-")));
}

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}

describe("content", () => {
  test("is the same blob however it is given, and is sent once", async () => {
    const bucket = await startBucket();
    const store = storeAt(bucket.url);
    const file = join(folder, "hello.txt");
    writeFileSync(file, "hello");
    const blob = await store.put("hello");
    expect(blob).toEqual({
      uri: `s3://bucket/some prefix/sha256/${blob.sha256.slice(0, 2)}/${blob.sha256.slice(2)}`,
      sha256: createHash("sha256").update("hello").digest("hex"),
      bytes: 5,
    });
    expect(await store.put(Buffer.from("hello"))).toEqual(blob);
    expect(await store.put({ path: file })).toEqual(blob);
    expect(await store.put(chunks("he", Buffer.from("llo")))).toEqual(blob);
    expect(bucket.requests.filter(({ method }) => method === "PUT")).toHaveLength(1);
    expect([...bucket.objects]).toEqual([[`/bucket/${blob.uri.slice("s3://bucket/".length)}`, Buffer.from("hello")]]);
  });

  test("comes back as bytes or as a file, and is opened once", async () => {
    const bucket = await startBucket();
    const store = storeAt(bucket.url);
    const bytes = Buffer.from([0, 1, 254, 255, 10, 13]);
    const file = join(folder, "bytes.bin");
    writeFileSync(file, bytes);
    for (const content of [bytes, { path: file }, chunks(bytes.subarray(0, 2), bytes.subarray(2))]) {
      const { uri, sha256 } = await store.put(content);
      expect(Buffer.from(await store.read(uri, sha256))).toEqual(bytes);
      const path = await store.open(uri, sha256);
      expect(readFileSync(path)).toEqual(bytes);
      expect(statSync(path).mode & 0o222).toBe(0);
    }
    expect(bucket.requests.filter(({ method }) => method === "GET")).toHaveLength(4);
  });

  test("that is empty is content too", async () => {
    const store = storeAt((await startBucket()).url);
    const { uri, sha256, bytes } = await store.put("");
    expect([bytes, (await store.read(uri, sha256)).byteLength, await store.exists(uri)]).toEqual([0, 0, true]);
  });

  test("that only the server has in part is sent again", async () => {
    const bucket = await startBucket();
    const store = storeAt(bucket.url);
    const { uri } = await store.put("hello");
    bucket.objects.set([...bucket.objects.keys()][0] as string, Buffer.from("hel"));
    await store.put("hello");
    expect(Buffer.from(await store.read(uri)).toString()).toBe("hello");
  });

  test("that is large is never in memory as a whole, on its way in or out", async () => {
    const bucket = await startBucket();
    const file = join(folder, "large");
    writeFileSync(file, "");
    truncateSync(file, LARGE_BYTES);
    const script = `
      import { openStore } from ${JSON.stringify(new URL("open-store.ts", import.meta.url).href)};
      const store = openStore("s3://bucket?endpoint=${bucket.url}", process.env);
      const { uri, sha256 } = await store.put({ path: ${JSON.stringify(file)} });
      const before = process.resourceUsage().maxRSS;
      const { createReadStream } = await import("node:fs");
      await store.put(createReadStream(${JSON.stringify(file)}));
      await store.open(uri, sha256);
      console.log(before * 1024, process.resourceUsage().maxRSS * 1024);`;
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      TMPDIR: mkdtempSync(join(folder, "tmp-")),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
    const [put = 0, all = 0] = stdout.split(" ").map(Number);
    expect(bucket.objects.size).toBe(1);
    expect(put).toBeLessThan(LARGE_BYTES);
    expect(all).toBeLessThan(LARGE_BYTES);
  });

  test("names are remembered in place of the one before", async () => {
    const store = storeAt((await startBucket()).url);
    expect(await store.readRef("checkpoint/1")).toBeUndefined();
    await store.writeRef("checkpoint/1", "a");
    await store.writeRef("checkpoint/1", "ü");
    await store.writeRef("checkpoint/2", "b");
    expect([await store.readRef("checkpoint/1"), await store.readRef("checkpoint/2")]).toEqual(["ü", "b"]);
  });

  test("requests are signed for the place and the time, with the session's token", async () => {
    const bucket = await startBucket();
    await storeAt(bucket.url).put("hello");
    const put = bucket.requests.at(-1);
    const headers = put?.headers ?? {};
    const signer = new AwsV4Signer({
      accessKeyId: "key",
      secretAccessKey: "secret",
      sessionToken: "token",
      service: "s3",
      region: "us-east-1",
      method: "PUT",
      url: `${bucket.url}${encodeURI(put?.path ?? "")}`,
      datetime: String(headers["x-amz-date"]),
      headers: { "x-amz-content-sha256": String(headers["x-amz-content-sha256"]) },
    });
    expect(headers.authorization).toBe((await signer.sign()).headers.get("authorization"));
    expect(headers["x-amz-security-token"]).toBe("token");
  });
});

describe("trouble", () => {
  test("that passes is waited for", async () => {
    const bucket = await startBucket();
    const store = storeAt(bucket.url);
    let faults = 3;
    bucket.fault = (request, response) => {
      if (request.method !== "PUT" || faults-- <= 0) return false;
      if (faults === 1) request.socket.destroy();
      else answer(response, faults === 2 ? 503 : 429, "SlowDown");
      return true;
    };
    const { uri } = await store.put({ path: join(folder, "hello.txt") });
    expect(Buffer.from(await store.read(uri)).toString()).toBe("hello");
  });

  test("that does not pass is told", async () => {
    const bucket = await startBucket();
    bucket.fault = (_, response) => {
      answer(response, 503, "SlowDown");
      return true;
    };
    await expect(storeAt(bucket.url).writeRef("a", "b")).rejects.toMatchObject({
      reason: "unavailable",
      message: expect.stringMatching(/answered 503 \(SlowDown: said the server\)$/) as string,
    });
    expect(bucket.requests).toHaveLength(4);
  });

  test.each([
    [
      403,
      "InvalidAccessKeyId",
      "denied",
      "is refused to the key in AWS_ACCESS_KEY_ID; check the keys and what they may do (InvalidAccessKeyId: said the server)",
    ],
    [404, "NoSuchBucket", "unavailable", "there is no bucket bucket at"],
    [400, "AuthorizationHeaderMalformed", "unavailable", "check region (us-east-1), endpoint and pathStyle"],
    [507, "", "full", "the store s3://bucket is full"],
  ])("%d %s is asked once and told", async (status, code, reason, message) => {
    const bucket = await startBucket();
    bucket.fault = (_, response) => {
      answer(response, status, code);
      return true;
    };
    await expect(storeAt(bucket.url).writeRef("a", "b")).rejects.toMatchObject({
      name: "StoreError",
      reason,
      message: expect.stringContaining(message) as string,
    });
    expect(bucket.requests).toHaveLength(1);
  });

  test("a server that is not there is told by its address", async () => {
    const { url } = await startBucket();
    for (const server of open.splice(0)) server.close();
    await expect(storeAt(url).put("x")).rejects.toMatchObject({
      reason: "unavailable",
      message: `the store ${url}/bucket cannot be reached (ECONNREFUSED)`,
    });
  });

  test("an object that is gone, changed, or cut short is never taken for whole", async () => {
    const bucket = await startBucket();
    const store = storeAt(bucket.url);
    const { uri, sha256 } = await store.put("hello");
    const [key = ""] = bucket.objects.keys();
    bucket.objects.set(key, Buffer.from("jello"));
    await expect(store.read(uri, sha256)).rejects.toMatchObject({ reason: "corrupt" });
    await expect(store.open(uri, sha256)).rejects.toMatchObject({ reason: "corrupt" });
    bucket.fault = (_, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("hel");
      setTimeout(() => response.destroy(), 10);
      return true;
    };
    await expect(store.read(uri, sha256)).rejects.toMatchObject({
      reason: "unavailable",
      message: expect.stringContaining("could not be read to its end") as string,
    });
    await expect(store.open(uri, sha256)).rejects.toMatchObject({ reason: "unavailable" });
    bucket.fault = () => false;
    bucket.objects.clear();
    await expect(store.read(uri, sha256)).rejects.toMatchObject({ reason: "missing" });
    await expect(store.open(uri)).rejects.toMatchObject({ reason: "missing" });
    expect(await store.exists(uri)).toBe(false);
    const opened = readdirSync(folder)
      .filter((name) => name.startsWith("opened-"))
      .flatMap((name) => readdirSync(join(folder, name)));
    expect(opened.filter((name) => /^[0-9a-f]{8}-/.test(name))).toEqual([]);
  });

  test("a record from elsewhere opens no other bucket", async () => {
    const store = storeAt((await startBucket()).url);
    await expect(store.read("s3://other/key")).rejects.toMatchObject({ reason: "denied" });
    await expect(store.read("file:///etc/passwd")).rejects.toMatchObject({ reason: "denied" });
  });
});

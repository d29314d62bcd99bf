/** The store on a real S3 server. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@argosy/runner";
import { afterAll, describe, expect, test } from "vitest";
import { input, out, pod, runProgram, source } from "../../packages/runner/src/fixtures/programs.ts";

const endpoint = process.env["ARGOSY_TEST_S3"] ?? "http://10.244.0.1:9000";
const env = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local-secret" };
const url = `s3://artifacts/store-test-${randomBytes(4).toString("hex")}/a prefix?endpoint=${endpoint}`;
const folder = mkdtempSync(join(tmpdir(), "argosy-s3-"));
const store = openStore(url, env);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an S3 store", () => {
  test("keeps text, bytes, files and streams, and gives them back whole", async () => {
    const bytes = randomBytes(100_000);
    const file = join(folder, "bytes");
    await writeFile(file, bytes);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 7_777) yield await Promise.resolve(bytes.subarray(at, at + 7_777));
    };
    const blobs = [await store.put(bytes), await store.put({ path: file }), await store.put(stream())];
    expect(new Set(blobs.map(({ uri }) => uri)).size).toBe(1);
    for (const { uri, sha256 } of [...blobs, await store.put("grüße {{x}}"), await store.put("")]) {
      expect(readFileSync(await store.open(uri, sha256))).toEqual(Buffer.from(await store.read(uri, sha256)));
      expect(await store.exists(uri)).toBe(true);
    }
    expect(Buffer.from(await store.read(blobs[0]?.uri ?? "", blobs[0]?.sha256))).toEqual(bytes);
  });

  test("remembers names", async () => {
    expect(await store.readRef("checkpoint/x")).toBeUndefined();
    await store.writeRef("checkpoint/x", "1");
    await store.writeRef("checkpoint/x", "2");
    expect(await store.readRef("checkpoint/x")).toBe("2");
  });

  test("says what is wrong", async () => {
    await expect(store.read(`${url.slice(0, url.indexOf("?"))}/nothing`)).rejects.toMatchObject({ reason: "missing" });
    await expect(openStore("s3://artifacts?endpoint=http://10.244.0.1:1", env).put("x")).rejects.toMatchObject({
      reason: "unavailable",
      message: expect.stringContaining("cannot be reached (ECONNREFUSED)") as string,
    });
  });

  test("carries artifacts and large values between the steps of a run", async () => {
    const run = await runProgram(
      {
        steps: {
          make: {
            body: "return { file: await ctx.save('rows.txt', 'r'.repeat(input.n)), text: 't'.repeat(input.n) };",
            calls: [{ key: "make", reads: { n: 0 }, input: "{ n: n() }" }],
          },
          use: {
            body: "return [(await ctx.read(input.made.file, 'text')).length, (await ctx.open(input.made.file)).endsWith('/rows.txt'), input.made.text.length];",
            calls: [{ key: "use", reads: { made: 0 }, input: "{ made: made() }" }],
          },
        },
        params: ["n"],
        scopes: {
          main: {
            inputs: ["n"],
            tasks: [
              pod("make", "make", { reads: { n: input("n") } }),
              pod("use", "use", { needs: ["make"], reads: { made: out("make") } }),
            ],
            output: source(out("use")),
          },
        },
      },
      { params: { n: 70_000 }, store: url, env: { ...process.env, ...env } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: [70_000, true, 70_000] });
  });
});

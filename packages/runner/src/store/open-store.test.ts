import { DirectoryStore } from "@argosy/sdk/runtime";
import { expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import { S3Store } from "./s3-store.ts";

const keys = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };

test("the URL says which store it is", () => {
  expect(openStore("file:///data/my%20store", {})).toMatchObject({ root: "/data/my store" });
  expect(openStore("file:///data", {})).toBeInstanceOf(DirectoryStore);
  expect(openStore("s3://bucket/prefix", keys)).toBeInstanceOf(S3Store);
});

test.each([
  ["/data", {}, "/data is no store; write file:///dir"],
  ["gs://bucket", keys, "is no store"],
  ["file://host/data", {}, "is no directory of this machine"],
])("%s is refused", (url, env, message) => {
  expect(() => openStore(url, env)).toThrow(message);
});

test("keys are asked for when they are needed", async () => {
  const store = openStore("s3://bucket", {});
  await expect(store.put("x")).rejects.toThrow("needs keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
});

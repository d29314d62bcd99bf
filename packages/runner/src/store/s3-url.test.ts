import { expect, test } from "vitest";
import { parseS3Url } from "./s3-url.ts";

test.each([
  [
    "s3://bucket",
    { bucket: "bucket", prefix: "", region: "us-east-1", bucketUrl: "https://bucket.s3.us-east-1.amazonaws.com" },
  ],
  ["s3://bucket/a/b/?region=eu-west-1", { prefix: "a/b", bucketUrl: "https://bucket.s3.eu-west-1.amazonaws.com" }],
  ["s3://bucket/p?endpoint=http://10.0.0.1:9000", { prefix: "p", bucketUrl: "http://10.0.0.1:9000/bucket" }],
  ["s3://bucket?endpoint=https%3A%2F%2Fminio.local&pathStyle=true", { bucketUrl: "https://minio.local/bucket" }],
  ["s3://bucket?endpoint=https://r2.example.com&pathStyle=false", { bucketUrl: "https://bucket.r2.example.com" }],
  ["s3://bucket/a%20b", { prefix: "a b" }],
])("%s", (url, place) => {
  expect(parseS3Url(url)).toMatchObject(place);
});

test.each([
  ["s3://", "names no bucket"],
  ["s3://bucket?endpont=http://x", "has the unknown setting endpont"],
  ["s3://bucket?endpoint=localhost:9000", "is no address; write endpoint=http://host:port"],
  ["s3://bucket?endpoint=minio", "is no address"],
])("%s is refused", (url, message) => {
  expect(() => parseS3Url(url)).toThrow(message);
});

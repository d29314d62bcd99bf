import { fileURLToPath } from "node:url";
import { DirectoryStore, StoreError, type Store } from "@argosy/sdk/runtime";
import type { Environment } from "../environment.ts";
import { createS3Client } from "./s3-client.ts";
import { S3Store } from "./s3-store.ts";
import { parseS3Url } from "./s3-url.ts";

/**
 * The store behind a URL: `file:///dir`, or `s3://bucket/prefix?endpoint=http://host:port&region=us-east-1&pathStyle=true`
 * with the keys in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`. Nothing is contacted yet.
 *
 * @throws {StoreError} when the URL is neither, or when keys are missing
 * @example
 * const store = openStore("file:///tmp/store", process.env);
 */
export function openStore(url: string, env: Environment): Store {
  switch (/^([a-z0-9]+):/.exec(url)?.[1]) {
    case "file":
      return new DirectoryStore(directoryOf(url));
    case "s3": {
      const place = parseS3Url(url);
      return new S3Store(createS3Client(place, env), place);
    }
    default:
      throw new StoreError(
        "unavailable",
        `${url} is no store; write file:///dir, or s3://bucket/prefix?endpoint=http://host:port`,
      );
  }
}

function directoryOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new StoreError("unavailable", `${url} is no directory of this machine; write file:///dir`, { cause: error });
  }
}

/** Signed requests to an S3 server, repeated a few times, with errors that say what to do. */
import { StoreError, type StoreErrorReason } from "@argosy/sdk/runtime";
import { AwsV4Signer } from "aws4fetch";
import type { Environment } from "../environment.ts";
import { type Answer, sendOnce, type Body } from "./http-request.ts";
import type { S3Place } from "./s3-url.ts";

export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT";
  readonly key: string;
  /** Sent again when a request is repeated. */
  readonly body?: Body;
  /** SHA-256 of the body, hexadecimal: the server refuses what arrives changed. */
  readonly sha256?: string;
}

export interface S3Client {
  /** The answer when it is a success; for `HEAD` and `GET` also `undefined`, when there is no such object. */
  readonly send: (request: S3Request) => Promise<Answer | undefined>;
}

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

/** Keys are looked for with the first request: a store that is configured and not used needs none. */
export function createS3Client(place: S3Place, env: Environment): S3Client {
  return { send: async (request) => sendPersistently(place, readKeys(place, env), request) };
}

/** @throws {StoreError} when the environment has no keys */
function readKeys(place: S3Place, env: Environment): Keys {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  if (!accessKeyId || !secretAccessKey) {
    throw new StoreError(
      "denied",
      `the store s3://${place.bucket} needs keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  }
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

async function sendPersistently(place: S3Place, keys: Keys, request: S3Request): Promise<Answer | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendSigned(place, keys, request);
    if ("status" in answer && answer.status >= 200 && answer.status < 300) return answer;
    if (attempt < ATTEMPTS && mayPass(answer)) {
      if ("status" in answer) answer.discard();
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt * Math.random()));
      continue;
    }
    if ("problem" in answer) throw unreachable(place, answer.problem);
    const problem = await explain(place, request, answer);
    if (problem === undefined) return undefined;
    throw problem;
  }
}

async function sendSigned(
  place: S3Place,
  keys: Keys,
  { method, key, body, sha256 }: S3Request,
): Promise<Answer | { readonly problem: Error }> {
  const path = key.split("/").map(encodeURIComponent).join("/");
  const signer = new AwsV4Signer({
    ...keys,
    method,
    url: `${place.bucketUrl}/${path}`,
    headers: { "x-amz-content-sha256": sha256 ?? EMPTY_SHA256 },
    service: "s3",
    region: place.region,
  });
  const { url, headers } = await signer.sign();
  try {
    return await sendOnce(url, method, Object.fromEntries(headers), body);
  } catch (error) {
    return { problem: error as Error };
  }
}

function mayPass(answer: Answer | { readonly problem: Error }): boolean {
  return "problem" in answer || [408, 429, 500, 502, 503, 504].includes(answer.status);
}

/** Undefined when the object is simply not there. */
async function explain(place: S3Place, { method, key }: S3Request, answer: Answer): Promise<StoreError | undefined> {
  const body = await answer.text().catch(() => "");
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? "";
  const said = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? "";
  const where = `s3://${place.bucket}/${key}`;
  const fail = (reason: StoreErrorReason, text: string): StoreError =>
    new StoreError(
      reason,
      code === "" && said === "" ? text : `${text} (${[code, said].filter((part) => part !== "").join(": ")})`,
    );
  if (code === "NoSuchBucket") return fail("unavailable", `there is no bucket ${place.bucket} at ${place.bucketUrl}`);
  switch (answer.status) {
    case 404:
      return method === "PUT" ? fail("unavailable", `${where} cannot be written: there is no such place`) : undefined;
    case 401:
    case 403:
      return fail("denied", `${where} is refused to the key in AWS_ACCESS_KEY_ID; check the keys and what they may do`);
    case 507:
      return fail("full", `the store s3://${place.bucket} is full`);
    case 301:
    case 307:
    case 400:
      return fail(
        "unavailable",
        `${where} was not understood; check region (${place.region}), endpoint and pathStyle of the store`,
      );
    default:
      return fail("unavailable", `${where} answered ${answer.status}`);
  }
}

function unreachable(place: S3Place, problem: Error): StoreError {
  const { code } = problem as NodeJS.ErrnoException;
  return new StoreError("unavailable", `the store ${place.bucketUrl} cannot be reached (${code ?? problem.message})`, {
    cause: problem,
  });
}

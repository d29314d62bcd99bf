import { StoreError } from "@argosy/sdk/runtime";

/** Where an S3 store lies. */
export interface S3Place {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** The bucket's own address, without a slash at its end. */
  readonly bucketUrl: string;
}

const KNOWN = ["endpoint", "region", "pathStyle"];

/** @throws {StoreError} when the URL makes no sense */
export function parseS3Url(text: string): S3Place {
  const url = URL.parse(text);
  const bucket = url?.hostname ?? "";
  if (url === null || bucket === "")
    throw new StoreError("unavailable", `${text} names no bucket; write s3://bucket/prefix`);
  const unknown = [...url.searchParams.keys()].find((key) => !KNOWN.includes(key));
  if (unknown !== undefined)
    throw new StoreError("unavailable", `${text} has the unknown setting ${unknown}; there are ${KNOWN.join(", ")}`);
  const region = url.searchParams.get("region") ?? "us-east-1";
  const endpoint = parseEndpoint(url.searchParams.get("endpoint") ?? `https://s3.${region}.amazonaws.com`, text);
  // Servers of one's own rarely have a host name per bucket.
  const pathStyle = url.searchParams.get("pathStyle") ?? String(url.searchParams.has("endpoint"));
  return {
    bucket,
    prefix: decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, ""),
    region,
    bucketUrl:
      pathStyle === "true" ? `${endpoint.origin}/${bucket}` : `${endpoint.protocol}//${bucket}.${endpoint.host}`,
  };
}

function parseEndpoint(text: string, whole: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new StoreError("unavailable", `the endpoint in ${whole} is no address; write endpoint=http://host:port`);
  }
  return url;
}

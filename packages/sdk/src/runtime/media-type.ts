const BY_ENDING: { readonly [ending: string]: string } = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  html: "text/html",
  json: "application/json",
  jsonl: "application/jsonl",
  ndjson: "application/x-ndjson",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  svg: "image/svg+xml",
  gz: "application/gzip",
  tar: "application/x-tar",
  zip: "application/zip",
  parquet: "application/vnd.apache.parquet",
};

/** The media type that a file name promises. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return (ending === undefined ? undefined : BY_ENDING[ending]) ?? "application/octet-stream";
}

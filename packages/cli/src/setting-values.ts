/** The grammar of single settings, wherever they were given. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What is wrong with a value, as a sentence about it; undefined when nothing is. */
export type Problem = string | undefined;

export function imageProblem(text: string): Problem {
  if (/^[a-z0-9][\w.\-/:@]*$/i.test(text)) return undefined;
  return `\`${text}\` is not an image; write it as in \`registry.example.com/team/node:24\``;
}

export function namespaceProblem(text: string): Problem {
  if (text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)) return undefined;
  return `\`${text}\` is not a namespace: at most 63 lower-case letters, digits and dashes, a letter or digit first and last`;
}

export function serviceAccountProblem(text: string): Problem {
  const isName = text.length <= 253 && text.split(".").every((part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part));
  return isName
    ? undefined
    : `\`${text}\` is not the name of a service account: lower-case letters, digits, dashes and dots`;
}

export function storeProblem(text: string): Problem {
  const scheme = schemeOf(text);
  if (scheme === undefined) return undefined;
  if (scheme !== "file" && scheme !== "s3")
    return `\`${text}\` is not a store: use a directory, \`file:///…\` or \`s3://bucket/prefix\``;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (scheme === "file" && url?.host !== "")
    return `\`${text}\` names a host: a directory is \`file:///…\`, with three slashes`;
  if (scheme === "s3" && (url === undefined || url.host === ""))
    return `\`${text}\` names no bucket: write \`s3://bucket/prefix\``;
  return undefined;
}

/** `NAME`, or `NAME:ENTRY:ENTRY`. */
export function secretProblem(text: string): Problem {
  const [name = "", ...entries] = text.split(":");
  const isName = name.length <= 253 && name.split(".").every((part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part));
  const isWhole = entries.length === 0 || (entries.length === 2 && entries.every((entry) => /^[\w.-]+$/.test(entry)));
  return isName && isWhole
    ? undefined
    : `\`${text}\` is not a secret: write its name, or \`name:access-entry:secret-entry\``;
}

/** The URL of a store given as URL or as a directory relative to `base`. */
export function storeUrl(text: string, base: string): string {
  return schemeOf(text) === undefined ? pathToFileURL(resolve(base, text)).href : text;
}

/** `file`, `s3` or whatever stands before the colon; undefined for paths, Windows' included. */
export function schemeOf(text: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
}

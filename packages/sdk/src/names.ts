/** Names and labels as Kubernetes takes them. Each check gives what is wrong, or nothing. */
import type { Refusal } from "./duration.ts";

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Lower-case letters, digits and `-` inside: a label of a domain name. */
export function checkDnsLabel(name: string, longest = 63): Refusal | undefined {
  if (name.length > longest) return { message: `"${name}" is longer than ${longest} characters`, hint: "shorten it" };
  return DNS_LABEL.test(name)
    ? undefined
    : { message: `"${name}" is not a DNS name`, hint: suggestLabel(name, longest) };
}

/** Labels joined by dots, at most 253 characters: the name of most Kubernetes objects. */
export function checkDnsSubdomain(name: string): Refusal | undefined {
  if (name.length > 253) return { message: `"${name}" is longer than 253 characters`, hint: "shorten it" };
  return name.split(".").every((label) => DNS_LABEL.test(label))
    ? undefined
    : { message: `"${name}" is not the name of a Kubernetes object`, hint: suggestLabel(name, 253) };
}

/** A step's name. */
export function checkStepName(name: string): Refusal | undefined {
  if (name.length > 63) return { message: `"${name}" is longer than 63 characters`, hint: "shorten it" };
  if (/^[A-Za-z][-A-Za-z0-9_]*$/.test(name)) return undefined;
  return { message: `"${name}" is not a step's name`, hint: "write letters, digits, - and _, a letter first" };
}

/** The key of a label or an annotation: `team`, `acme.com/team`. */
export function checkQualifiedName(name: string): Refusal | undefined {
  const slash = name.indexOf("/");
  const local = name.slice(slash + 1);
  const prefix = name.slice(0, Math.max(0, slash));
  if (slash >= 0 && (prefix === "" || checkDnsSubdomain(prefix) !== undefined)) {
    return {
      message: `"${prefix}" in "${name}" is not a domain`,
      hint: 'write a domain before the slash, as in "acme.com/team"',
    };
  }
  if (local.length > 63) return { message: `"${local}" is longer than 63 characters`, hint: "shorten it" };
  return LABEL_NAME.test(local)
    ? undefined
    : {
        message: `"${name}" is not a name that Kubernetes takes`,
        hint: "write letters, digits, -, _ and ., a letter or digit first and last",
      };
}

export function checkLabelValue(value: string): Refusal | undefined {
  if (value.length > 63)
    return {
      message: `"${value}" is longer than the 63 characters of a label`,
      hint: "shorten it, or use an annotation",
    };
  if (value === "" || LABEL_NAME.test(value)) return undefined;
  return {
    message: `"${value}" is not the value of a label`,
    hint: "write letters, digits, -, _ and ., a letter or digit first and last; other text fits an annotation",
  };
}

/** The name of an environment variable. */
export function checkVariableName(name: string): Refusal | undefined {
  if (name.startsWith("ARGOSY_"))
    return { message: `"${name}" is a variable of Argosy`, hint: "choose a name that does not start with ARGOSY_" };
  return VARIABLE.test(name)
    ? undefined
    : {
        message: `"${name}" is not the name of an environment variable`,
        hint: "write letters, digits and _, not a digit first",
      };
}

/** An image, as in `ghcr.io/acme/train:3` or `…@sha256:…`. */
export function checkImage(image: string): Refusal | undefined {
  const [name, digest] = splitOnce(image, "@");
  if (digest !== undefined && !/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(digest)) {
    return { message: `"${digest}" in "${image}" is not a digest`, hint: 'write "@sha256:" and 64 hexadecimal digits' };
  }
  const colon = name.lastIndexOf(":");
  const tag = colon > name.lastIndexOf("/") ? name.slice(colon + 1) : undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag))
    return {
      message: `"${tag}" in "${image}" is not a tag`,
      hint: "write letters, digits, _, . and - after the colon",
    };
  const path = tag === undefined ? name : name.slice(0, colon);
  const [host, ...rest] = path.split("/");
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(host ?? "");
  const parts = isHost ? rest : [host ?? "", ...rest];
  if (
    (!isHost || /^[A-Za-z0-9.-]+(:\d+)?$/.test(host ?? "")) &&
    parts.every((part) => /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/.test(part))
  )
    return undefined;
  const lower = image.toLowerCase().trim();
  return {
    message: `"${image}" is not the name of an image`,
    hint:
      lower !== image && checkImage(lower) === undefined
        ? `write "${lower}"`
        : 'write it as in "node:24-slim" or "ghcr.io/acme/train:3"',
  };
}

/** An npm package: `sharp`, `@acme/native`. */
export function checkPackageName(name: string): Refusal | undefined {
  if (/^(?:@[a-z0-9~][\w.~-]*\/)?[A-Za-z0-9~][\w.~-]*$/.test(name) && name.length <= 214) return undefined;
  return {
    message: `"${name}" is not the name of an npm package`,
    hint: 'write it as in package.json, without a version: "sharp" or "@acme/native"',
  };
}

function suggestLabel(name: string, longest: number): string {
  const slug = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replace(/^-+|-+$/g, "");
  const rule = "lower-case letters, digits and -, a letter or digit first and last";
  return slug === "" ? `write ${rule}` : `write "${slug}": ${rule}`;
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

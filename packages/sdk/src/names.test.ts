import { describe, expect, test } from "vitest";
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkImage,
  checkLabelValue,
  checkPackageName,
  checkQualifiedName,
  checkStepName,
  checkVariableName,
} from "./names.ts";

type Check = (text: string) => { readonly message: string; readonly hint: string } | undefined;

const CASES: readonly (readonly [string, Check, readonly string[], readonly (readonly [string, string])[]])[] = [
  [
    "a DNS label",
    (text) => checkDnsLabel(text, 10),
    ["a", "a-b", "0a", "abcdefghij"],
    [
      ["Spam Ham", 'write "spam-ham": lower-case letters, digits and -, a letter or digit first and last'],
      ["spamHam", 'write "spam-ham": lower-case letters, digits and -, a letter or digit first and last'],
      ["-a", 'write "a": lower-case letters, digits and -, a letter or digit first and last'],
      ["a.b", 'write "a-b": lower-case letters, digits and -, a letter or digit first and last'],
      ["ß", "write lower-case letters, digits and -, a letter or digit first and last"],
      ["abcdefghijk", "shorten it"],
    ],
  ],
  [
    "an object's name",
    checkDnsSubdomain,
    ["a", "a.b-c.d"],
    [
      ["a..b", 'write "a-b": lower-case letters, digits and -, a letter or digit first and last'],
      ["a".repeat(254), "shorten it"],
    ],
  ],
  [
    "a step's name",
    checkStepName,
    ["train", "trainModel", "a_b-c2"],
    [
      ["2a", "write letters, digits, - and _, a letter first"],
      ["a b", "write letters, digits, - and _, a letter first"],
      ["", "write letters, digits, - and _, a letter first"],
      ["a".repeat(64), "shorten it"],
    ],
  ],
  [
    "a label's key",
    checkQualifiedName,
    ["team", "acme.com/team", "app.kubernetes.io/name", "A_b.c-d"],
    [
      ["a/b/c", "write letters, digits, -, _ and ., a letter or digit first and last"],
      ["/team", 'write a domain before the slash, as in "acme.com/team"'],
      ["Acme.com/team", 'write a domain before the slash, as in "acme.com/team"'],
      ["team/", "write letters, digits, -, _ and ., a letter or digit first and last"],
      ["-team", "write letters, digits, -, _ and ., a letter or digit first and last"],
      [`acme.com/${"a".repeat(64)}`, "shorten it"],
    ],
  ],
  [
    "a label's value",
    checkLabelValue,
    ["", "a", "v1.2_3-x"],
    [
      ["a b", "write letters, digits, -, _ and ., a letter or digit first and last; other text fits an annotation"],
      ["a/b", "write letters, digits, -, _ and ., a letter or digit first and last; other text fits an annotation"],
      ["a".repeat(64), "shorten it, or use an annotation"],
    ],
  ],
  [
    "a variable's name",
    checkVariableName,
    ["HOME", "_a1"],
    [
      ["1A", "write letters, digits and _, not a digit first"],
      ["A-B", "write letters, digits and _, not a digit first"],
      ["ARGOSY_RUN", "choose a name that does not start with ARGOSY_"],
    ],
  ],
  [
    "an image",
    checkImage,
    [
      "node",
      "node:24-slim",
      "ghcr.io/acme/train:3",
      "localhost:5000/a/b:x",
      `a@sha256:${"0".repeat(64)}`,
      `a:1@sha256:${"f".repeat(64)}`,
      "a__b/c--d/e.f",
    ],
    [
      ["Node:24", 'write "node:24"'],
      ["ghcr.io/Acme/train:3", 'write "ghcr.io/acme/train:3"'],
      ["node:24 ", "write letters, digits, _, . and - after the colon"],
      ["node:", "write letters, digits, _, . and - after the colon"],
      ["a@sha256:12", 'write "@sha256:" and 64 hexadecimal digits'],
      ["", 'write it as in "node:24-slim" or "ghcr.io/acme/train:3"'],
      ["https://ghcr.io/a", 'write it as in "node:24-slim" or "ghcr.io/acme/train:3"'],
      ["{{inputs.parameters.x}}", 'write it as in "node:24-slim" or "ghcr.io/acme/train:3"'],
    ],
  ],
  [
    "a package",
    checkPackageName,
    ["sharp", "@acme/native", "JSONStream"],
    [
      ["sharp@1", 'write it as in package.json, without a version: "sharp" or "@acme/native"'],
      ["./local", 'write it as in package.json, without a version: "sharp" or "@acme/native"'],
      ["a/b", 'write it as in package.json, without a version: "sharp" or "@acme/native"'],
    ],
  ],
];

describe.each(CASES)("%s", (_what, check, accepted, refused) => {
  test.each(accepted)("%j is one", (text) => {
    expect(check(text)).toBeUndefined();
  });

  test.each(refused)("%j is none: %s", (text, hint) => {
    const refusal = check(text);
    expect(refusal?.hint).toBe(hint);
    expect(refusal?.message).toContain(text.slice(text.indexOf("/") + 1).slice(0, 40));
  });
});

/** What the small containers of ours run, as `node -e`. No step's code is in them, so they start at once anywhere. */

/**
 * Arguments: what to do, how, and the executor's input. It holds no two braces in a row, which servers replace, and no
 * `$(`, which the kubelet would.
 */
export const SMALL_SCRIPT: string = String.raw`const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const [kind, spec, text] = [process.argv.at(-3), JSON.parse(process.argv.at(-2)), process.argv.at(-1)];
const { inputs, outputs } = JSON.parse(text);
const given = (inputs && inputs.parameterValues) || {};
const nothing = '{"$argosy":"undefined"}';
const unicode = (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
const safe = (value) =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, unicode).replace(/[{](?=[{])|[$](?=[($])/g, unicode);
const wireOf = (key) => {
  const value = given[key];
  if (value === undefined) return nothing;
  const form = spec.forms[key];
  return form === "wire" ? value : safe(form === "text" ? value : JSON.parse(value));
};
const write = (file, content) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const holds = (wire, test, is) => {
  if (test === null) return wire === String(is);
  const value = JSON.parse(wire);
  const other = test.value;
  const result =
    test.kind === "truthy" ? value === true
    : test.op === "===" ? value === other
    : test.op === "!==" ? value !== other
    : test.op === "<" ? value < other
    : test.op === "<=" ? value <= other
    : test.op === ">" ? value > other
    : value >= other;
  return result === is;
};
const choose = (source) => {
  if (!Array.isArray(source)) return wireOf("v" + source);
  const [guard, test, is, yes, no] = source;
  return choose(holds(wireOf("v" + guard), test, is) ? yes : no);
};
const out = (content) => write(outputs.parameters.out.outputFile, content);
if (kind === "skip") out(nothing);
if (kind === "gather") out(given.list);
if (kind === "range") {
  const items = JSON.parse(given.items);
  out(Array.isArray(items) ? JSON.stringify(items.map((_, index) => "[" + index + "]")) : given.items);
}
if (kind === "select") out(choose(spec.source));
if (kind === "raise") {
  const wire = spec.keys.map((key) => given[key]).find((one) => one.startsWith('{"$argosy":"error"'));
  const { error } = JSON.parse(wire);
  const line = (error.name + ": " + error.message).slice(0, 2000) + (error.at ? " (at " + error.at + ")" : "");
  console.error(line);
  try { writeFileSync("/dev/termination-log", line); } catch {}
  process.exit(66);
}`;

/** Writes bundles as artifacts of the run, for all its steps to take: arguments are the files, one per variable. */
export const CODE_SCRIPT: string = String.raw`const { mkdirSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
process.argv.slice(1).forEach((file, index) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(process.env["ARGOSY_BUNDLE_" + index], "base64"));
});`;

/**
 * Unpacks the bundle and starts it. Arguments: the file with the bundle, unless it is in the environment, then what the
 * bundle is told. A bundle that cannot be loaded ends with the code of a program that threw before its step.
 */
export const STEP_SCRIPT: string = String.raw`const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const file = process.argv.at(-3);
const folder = require("node:os").tmpdir() + "/argosy";
mkdirSync(folder, { recursive: true });
const packed = file ? readFileSync(file) : Buffer.from(process.env.ARGOSY_BUNDLE, "base64");
writeFileSync(folder + "/bundle.mjs", require("node:zlib").gunzipSync(packed));
import(require("node:url").pathToFileURL(folder + "/bundle.mjs")).catch((error) => {
  console.error(error);
  try { writeFileSync("/dev/termination-log", String(error)); } catch {}
  process.exit(66);
});`;

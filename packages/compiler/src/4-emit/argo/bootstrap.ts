/** What `node -e` runs in a pod: unpacks the bundle and starts it. */

/** The bundle arrives as base64 in a variable or as a file of a ConfigMap; both are gzip. */
export const BUNDLE_VARIABLE = "ARGOSY_BUNDLE";
export const BUNDLE_FILE_VARIABLE = "ARGOSY_BUNDLE_FILE";

/**
 * CommonJS, since that is what `-e` runs everywhere. It holds no `{{`, which Argo would replace, and no `$(`, which the
 * kubelet would. A bundle that cannot even be loaded ends with the code for a program that threw before its step: the
 * next attempt would meet the same image and the same code.
 */
export const BOOTSTRAP = `const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { ${BUNDLE_VARIABLE}: text, ${BUNDLE_FILE_VARIABLE}: file } = process.env;
const folder = require("node:os").tmpdir() + "/argosy";
mkdirSync(folder, { recursive: true });
const packed = file ? readFileSync(file) : Buffer.from(text, "base64");
writeFileSync(folder + "/bundle.mjs", require("node:zlib").gunzipSync(packed));
import(require("node:url").pathToFileURL(folder + "/bundle.mjs")).catch((error) => {
  console.error(error);
  try { writeFileSync("/dev/termination-log", String(error)); } catch {}
  process.exit(66);
});`;

/** Fails with the error that travelled: the program threw, and no step was there to meet it. */
export const RAISE_VARIABLE = "ARGOSY_ERROR";
export const RAISE = `const { error } = JSON.parse(process.env.${RAISE_VARIABLE});
const line = (error.name + ": " + error.message).slice(0, 2000) + (error.at ? " (at " + error.at + ")" : "");
console.error(line);
try { require("node:fs").writeFileSync("/dev/termination-log", line); } catch {}
process.exit(66);`;

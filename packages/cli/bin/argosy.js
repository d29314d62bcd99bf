#!/usr/bin/env node
// The command of a checkout: runs the TypeScript sources. Published packages start at dist/main.js instead.
import module from "node:module";

// An older Node can read no TypeScript, so src/main.ts cannot be the one to say so.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`error: argosy needs Node.js 22.19 or newer, and this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // Before the first TypeScript file is loaded, so that stripped sources come from the cache as well.
  module.enableCompileCache();
  await import("../src/main.ts");
}

#!/usr/bin/env node
// By its default export: an older Node, which has to get as far as the check, lacks the name.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`error: argosy needs Node.js 22.19 or newer, and this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  void import("./snapshot/start.ts").then(({ start }) => start());
}

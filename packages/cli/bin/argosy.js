#!/usr/bin/env node
// The command of a checkout: runs the TypeScript sources. Published packages start at dist/main.js instead.
import { enableCompileCache } from "node:module";

// Before the first TypeScript file is loaded, so that stripped sources come from the cache as well.
enableCompileCache();
await import("../src/main.ts");

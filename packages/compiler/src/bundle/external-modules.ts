/** Packages that the step's image provides: found at run time, from the pod's working directory. */
import type { PluginBuild } from "esbuild";

const REQUIRED = "argosy-required";
const IMPORTED = "argosy-imported";

export function externalModules(build: PluginBuild, packages: readonly string[]): void {
  if (packages.length === 0) return;
  const names = packages.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  build.onResolve({ filter: new RegExp(`^(${names.join("|")})(/|$)`) }, ({ path, kind, namespace }) => {
    const isRequired = namespace === IMPORTED || kind === "require-call" || kind === "require-resolve";
    return { path, namespace: isRequired ? REQUIRED : IMPORTED };
  });
  build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) => ({ contents: requiring(path), loader: "js" }));
  build.onLoad({ filter: /.*/, namespace: IMPORTED }, ({ path }) => ({ contents: importing(path), loader: "js" }));
}

function requiring(name: string): string {
  return `module.exports = require("node:module").createRequire(process.cwd() + "/")(${JSON.stringify(name)});`;
}

/** Names are looked up when they are used, as esbuild does for CommonJS; `default` is an ES module's own where it is one. */
function importing(name: string): string {
  const specifier = JSON.stringify(name);
  return [
    `export * from ${specifier};`,
    `const found = require(${specifier});`,
    `export default found != null && found[Symbol.toStringTag] === "Module" ? found.default : found;`,
  ].join("\n");
}

import { fileURLToPath } from "node:url";
import { compilerOptionsFor } from "./compiler-options.ts";
import { SourceFiles } from "./source-files.ts";

/**
 * What every pipeline beside `entry` has in common, parsed and bound: the libraries of TypeScript, the types of Node and
 * those of the SDK.
 */
export function installedFiles(entry: string): SourceFiles {
  const files = new SourceFiles();
  const { options } = compilerOptionsFor(entry);
  const sdk = fileURLToPath(import.meta.resolve("@argosy/sdk")).replace(/\.js$/, ".d.ts");
  // A checker binds whatever it can see.
  files.program([sdk], options).getTypeChecker();
  files.forget();
  return files;
}

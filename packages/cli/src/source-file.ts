import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import { reasonOf } from "./file-error.ts";
import type { Host } from "./host.ts";

/**
 * The absolute path of the pipeline's file, once it is known to be one.
 * @throws {CliError}
 */
export async function findSourceFile(given: string, host: Host): Promise<string> {
  const path = resolve(host.cwd, given);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(EXIT.usage, `cannot read \`${given}\`: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) {
    throw new CliError(EXIT.usage, `\`${given}\` is a directory`, "Give the TypeScript file that exports the pipeline");
  }
  if (!/\.[cm]?tsx?$/.test(given)) throw new CliError(EXIT.usage, `\`${given}\` is not a TypeScript file`);
  return path;
}

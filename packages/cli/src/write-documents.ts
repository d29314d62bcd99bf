/** Writes files all or not at all. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import { reasonOf } from "./file-error.ts";

export interface OutputFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes the files into `directory`, which is made when it is missing. Other files there stay as they are.
 * They are written beside it first, so that whatever fails leaves it as it was.
 * @throws {CliError} `shown` is how it names the directory.
 */
export async function writeFiles(directory: string, shown: string, files: readonly OutputFile[]): Promise<void> {
  let staging: string | undefined;
  try {
    const isNew = !(await exists(directory));
    await mkdir(isNew ? dirname(directory) : directory, { recursive: true });
    staging = await mkdtemp(isNew ? `${directory}.` : join(directory, ".argosy-"));
    for (const { name, text } of files) await writeFile(join(staging, name), text);
    if (isNew) await rename(staging, directory);
    else await moveAll(staging, directory);
  } catch (error) {
    throw new CliError(EXIT.usage, `cannot write to \`${shown}\`: ${reasonOf(error as NodeJS.ErrnoException)}`);
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

async function moveAll(from: string, to: string): Promise<void> {
  const names = await readdir(from);
  for (const name of names) {
    // Renaming cannot put a file where a directory is; known before the first one is moved.
    const taken = await stat(join(to, name)).catch(() => undefined);
    if (taken?.isDirectory() === true) throw new Error(`\`${name}\` is a directory there`);
  }
  for (const name of names) await rename(join(from, name), join(to, name));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

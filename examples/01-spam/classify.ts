/**
 * Judges one mail with a published model.
 *
 *   node classify.ts spam-filter.json < mail.eml
 */
import { readFile } from "node:fs/promises";
import { argv, stdin } from "node:process";
import { text } from "node:stream/consumers";
import { countWords } from "./src/features.ts";
import { readMail } from "./src/mail.ts";
import { type Filter, judge } from "./src/models.ts";

const filter = JSON.parse(await readFile(argv[2] ?? "spam-filter.json", "utf8")) as Filter;
const words = await readMail(await text(stdin));
const { rows } = countWords([{ id: "stdin", spam: false, words }], filter.vocabulary);
console.log(judge(filter, rows)[0] === 1 ? "spam" : "good");

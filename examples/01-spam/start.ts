/**
 * Runs the pipeline on this machine with the SpamAssassin corpus, and shows what came out.
 *
 *   node start.ts [--set maxMails=1000 …]      any options of `argosy run`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { packCorpus } from "./pack.ts";
import type { spam } from "./pipeline.ts";
import { nameOf, type Trial } from "./src/report.ts";

type Result = Awaited<ReturnType<typeof spam>>;

const here = import.meta.dirname;

async function start(options: readonly string[]): Promise<number> {
  const corpus = join(here, "data/spam-assassin.jsonl.gz");
  await packCorpus(corpus);

  const argosy = createRequire(import.meta.url).resolve("@argosy/cli/bin/argosy.js");
  const args = ["run", join(here, "pipeline.ts"), "--set", `corpus=${corpus}`, "--json", ...options];
  const run = spawn(process.execPath, [argosy, ...args], { stdio: ["inherit", "pipe", "inherit"] });
  // The run stops its steps and says so; this process waits for it.
  process.on("SIGINT", () => {});
  const closed = once(run, "close");
  const output = await text(run.stdout);
  const [code] = (await closed) as [number | null];
  if (code === 0) console.log(summary(JSON.parse(output) as Result));
  return code ?? 1;
}

function summary(result: Result): string {
  const { precision, recall, f1, accuracy } = result.heldOut;
  const score = `precision ${precision}, recall ${recall}, F1 ${f1}, accuracy ${accuracy}`;
  return `
${table(result.sweep)}

winner       ${nameOf(result.winner)}
held out     ${score}
${published(result)}`;
}

function published(result: Result): string {
  if ("reason" in result) return `not published: ${result.reason}`;
  const model = local(result.model.uri);
  // The workspace's Node, which reads TypeScript; the machine's own may not.
  const node = relative(process.cwd(), join(here, "../../node_modules/.bin/node"));
  return `report       ${local(result.report.uri)}
model        ${model}

try it       ${node} ${relative(process.cwd(), join(here, "classify.ts"))} ${model} < a-mail.eml`;
}

/** The sweep with its validation scores, the best first. */
function table(sweep: readonly Trial[]): string {
  const rows = [...sweep]
    .sort((a, b) => b.scores.f1 - a.scores.f1)
    .map(({ config, scores }) => [nameOf(config), ...Object.values(scores).map((value: number) => value.toFixed(4))]);
  const cells = [["model", "precision", "recall", "F1", "accuracy"], ...rows];
  const width = Math.max(...cells.map(([name = ""]) => name.length));
  return cells
    .map(([name = "", ...values]) => name.padEnd(width) + values.map((value) => value.padStart(11)).join(""))
    .join("\n");
}

function local(uri: string): string {
  return uri.startsWith("file:") ? fileURLToPath(uri) : uri;
}

process.exitCode = await start(process.argv.slice(2));

/**
 * Starts the command from a snapshot of an earlier start: with everything loaded, and what all pipelines have in common
 * parsed. The first start of an installation goes without, and has one taken in the background.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isWorthTaking, snapshotPlace, type Start } from "./place.ts";

/** Of Node, when it cannot start from a snapshot, and of ours, when it cannot go on from one. Nothing is printed by then. */
const UNUSABLE = 14;

export async function start(): Promise<void> {
  const given: Start = { argv: process.argv.slice(2), env: process.env, execArgv: process.execArgv };
  const place = snapshotPlace(given);
  if (place !== undefined && existsSync(place) && startFrom(place, given)) return;
  await (await import("../cli.ts")).main();
  if (place !== undefined && process.exitCode === 0 && isWorthTaking(place, given)) take(place, given);
}

/** How Node ends when what it starts from is damaged. */
const CRASHES: ReadonlySet<string> = new Set(["SIGABRT", "SIGBUS", "SIGILL", "SIGSEGV", "SIGTRAP"]);

/** Whether it could be started that way. */
function startFrom(place: string, { argv }: Start): boolean {
  const options = ["--snapshot-blob", place, "--", "argosy", ...argv];
  const { status, signal } = spawnSync(process.execPath, options, { stdio: "inherit" });
  if (status === UNUSABLE) return false;
  if (signal !== null && CRASHES.has(signal)) {
    rmSync(place, { force: true });
    return false;
  }
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
  return true;
}

function take(place: string, { argv, env }: Start): void {
  const script = fileURLToPath(import.meta.resolve("./take.js"));
  const options = [script, place, resolve(argv[1] ?? "")];
  if (env["ARGOSY_SNAPSHOT"] === "wait") spawnSync(process.execPath, options, { stdio: "inherit" });
  else spawn(process.execPath, options, { stdio: "ignore", detached: true }).unref();
}

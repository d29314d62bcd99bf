import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One start of the command. */
export interface Start {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly execArgv: readonly string[];
}

/** Where the snapshot of this installation is kept, or nothing when this start needs none. */
export function snapshotPlace({ argv, env, execArgv }: Start): string | undefined {
  const isShort = (argv[0] === "compile" || argv[0] === "check") && !argv.includes("--watch");
  // Flags of V8 must be the same as when the snapshot was taken.
  const isPlain = execArgv.length === 0 && (env["NODE_OPTIONS"] ?? "") === "";
  if (!isShort || !isPlain || argv.some(isLarge) || env["ARGOSY_SNAPSHOT"] === "off" || !isInstalled())
    return undefined;
  const caches = env["XDG_CACHE_HOME"] ?? "";
  const folder = join(caches === "" ? join(homedir(), ".cache") : caches, "argosy");
  return join(folder, `${process.version}-${process.arch}-${installation()}.blob`);
}

/** Where compiling begins to need a thread with a larger stack, which cannot be started from a snapshot. */
const LARGE_BYTES = 24 * 1024;

function isLarge(argument: string): boolean {
  return (statSync(argument, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES;
}

/** Why no snapshot can be taken of this installation, once that was tried. */
export function failureBeside(place: string): string {
  return `${place}.failed`;
}

export function isWorthTaking(place: string, { env }: Start): boolean {
  if (existsSync(place) || existsSync(failureBeside(place))) return false;
  // Machines that build once and are gone would only pay for it.
  return env["ARGOSY_SNAPSHOT"] === "wait" || (env["CI"] ?? "") === "";
}

/** A checkout runs from its sources, which change all the time. */
function isInstalled(): boolean {
  return import.meta.url.endsWith(".js");
}

/** Changes whenever a package of ours is installed anew. */
function installation(): string {
  const packages = ["@argosy/sdk", "@argosy/compiler", "@argosy/runner"].map((name) => import.meta.resolve(name));
  return [import.meta.url, ...packages].map((url) => mark(fileURLToPath(url))).join("-");
}

function mark(file: string): string {
  const { ino, ctimeMs } = statSync(file);
  return `${ino.toString(36)}.${Math.trunc(ctimeMs).toString(36)}`;
}

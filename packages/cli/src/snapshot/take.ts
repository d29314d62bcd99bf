/** `node take.js PLACE FILE`: takes a snapshot for pipelines like the one in FILE, and keeps it when it can be relied on. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packCommand } from "@argosy/compiler";
import { failureBeside } from "./place.ts";

/** Whoever has not finished after this long, in milliseconds, is gone. */
const GIVEN_UP_MS = 600_000;

/** Snapshots of other installations and other versions of Node; each takes some 60 MB. */
const KEPT = 2;

/** Packages with a program of their own, and those that no short command needs. */
const LATER = ["esbuild", "@kubernetes/client-node"];

const SAMPLE = `import { pipeline, step } from "@argosy/sdk";
export const double = step({ cpu: 1, memory: "1Gi" }, ({ n }: { n: number }) => ({ n: n * 2 }));
export const sample = pipeline({}, async ({ n = 1 }: { n?: number }) => {
  const { n: twice } = await double({ n });
  return twice > 2 ? await double({ n: twice }) : { n };
});
`;

const [place = "", file = ""] = process.argv.slice(2);
void takeSnapshot(place, file);

async function takeSnapshot(target: string, forFile: string): Promise<void> {
  const folder = `${target}.taking`;
  if (!claim(folder)) return;
  try {
    const script = join(folder, "argosy.cjs");
    const blob = join(folder, "blob");
    writeFileSync(script, await packCommand(fileURLToPath(import.meta.resolve("./loaded.js")), LATER));
    runNode(["--snapshot-blob", blob, "--build-snapshot", script], { ARGOSY_SNAPSHOT_FOR: forFile });
    prove(blob, folder);
    forgetOthers(dirname(target));
    renameSync(blob, target);
  } catch (error) {
    writeFileSync(failureBeside(target), String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether nobody else is at it. */
function claim(folder: string): boolean {
  mkdirSync(dirname(folder), { recursive: true });
  const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > GIVEN_UP_MS) rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** It must say what the command says that is started without it. */
function prove(blob: string, folder: string): void {
  const sample = join(folder, "sample.ts");
  writeFileSync(sample, SAMPLE);
  const asked = ["compile", sample, "--target", "argo"];
  const main = fileURLToPath(import.meta.resolve("../main.js"));
  const plain = runNode([main, ...asked], { ARGOSY_SNAPSHOT: "off" });
  const fast = runNode(["--snapshot-blob", blob, "--", "argosy", ...asked], {});
  if (plain === "" || plain !== fast) throw new Error("a snapshot of this installation gives other documents");
}

function runNode(options: readonly string[], env: { readonly [name: string]: string }): string {
  return execFileSync(process.execPath, options, {
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 2 ** 26,
  });
}

function forgetOthers(folder: string): void {
  const age = (name: string): number => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = readdirSync(folder).filter((name) => /\.blob(\.failed)?$/.test(name));
  for (const name of names.toSorted((a, b) => age(b) - age(a)).slice(KEPT)) rmSync(join(folder, name), { force: true });
}

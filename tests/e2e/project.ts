/** The real command in a small project of its own, as a user has it. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const repository = resolve(import.meta.dirname, "../..");
export const argosyBin: string = join(repository, "node_modules/.bin/argosy");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Relative to the project. */
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  readonly stdin?: string;
}

export interface Project {
  readonly root: string;
  readonly path: (relative: string) => string;
  readonly write: (path: string, content: string) => Promise<void>;
  readonly argosy: (line: string | readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly shell: (script: string, options?: RunOptions) => Promise<Ran>;
  readonly remove: () => Promise<void>;
}

/** An empty project whose packages are those of this repository. */
export async function createProject(files: { readonly [path: string]: string } = {}): Promise<Project> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "argosy-e2e-")));
  const path = (relative: string): string => join(root, relative);
  const write = async (relative: string, content: string): Promise<void> => {
    await mkdir(dirname(path(relative)), { recursive: true });
    await writeFile(path(relative), content);
  };
  await symlink(join(repository, "node_modules"), path("node_modules"));
  await write("package.json", '{ "type": "module", "private": true }\n');
  for (const [name, content] of Object.entries(files)) await write(name, content);
  const run = (command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    execute(command, args, { ...options, cwd: path(options.cwd ?? "."), root });
  return {
    root,
    path,
    write,
    argosy: (line, options) => run(argosyBin, typeof line === "string" ? words(line) : line, options),
    shell: (script, options) => run("bash", ["-c", script], options),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function words(line: string): readonly string[] {
  return line.split(" ").filter((word) => word !== "");
}

/** Without the settings of whoever runs the tests. */
export function cleanEnvironment(extra: { readonly [name: string]: string } = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ARGOSY_|AWS_|KUBECONFIG$|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_)/.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: "/nonexistent", ...extra };
}

async function execute(
  command: string,
  args: readonly string[],
  { cwd, env, stdin, root }: RunOptions & { readonly root: string },
): Promise<Ran> {
  const child = spawn(command, args, { cwd, env: cleanEnvironment({ ARGOSY: argosyBin, ...env }), stdio: "pipe" });
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin ?? "");
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((done) => child.once("close", (status) => done(status))),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout: normalised(stdout, root), stderr: normalised(stderr, root) };
}

/** Without what differs from run to run: the project's place, times, memory, run ids. */
function normalised(output: string, root: string): string {
  return output
    .replaceAll(root, "<root>")
    .replaceAll(repository, "<repository>")
    .replaceAll(/(?<=  )\d+\.\ds\b/g, "<time>")
    .replaceAll(/(?<=  )\d+(\.\d)? [KM]iB\b/g, "<memory>")
    .replaceAll(/(?<=^running \S+ as )\S+/gm, "<run>");
}

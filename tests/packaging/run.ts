import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Beside what is inherited. */
  readonly env?: { readonly [name: string]: string };
  readonly mayFail?: boolean;
}

/**
 * Runs a program to its end with the workspace's Node first in the path.
 * @throws when it fails, with all it printed, unless it may.
 */
export function run(
  program: string,
  options: readonly string[],
  { cwd, env = {}, mayFail = false }: RunOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      options,
      { cwd, env: { ...environment(), ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else if (error !== null && !mayFail) reject(new Error(`${program} ${options.join(" ")}\n${stdout}\n${stderr}`));
        else resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

/** Nothing of the package manager that started these tests, so that they see what a user's shell sees. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|NODE_PATH$|NODE_OPTIONS$|VITEST)/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
    NO_COLOR: "1",
  };
}

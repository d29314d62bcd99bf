/** Programs that judge and run Kubeflow's documents and were not written here. They install themselves on first use. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const beside = fileURLToPath(new URL("../../../shared/oracles", import.meta.url));
/** The folder that holds them. */
export const oracles: string | undefined = process.env["KFP_ORACLES"] ?? (existsSync(beside) ? beside : undefined);
/** Where changes are checked nothing is left out: there the tests fail without them. */
export const mayBeLeftOut: boolean = oracles === undefined && process.env["CI"] !== "true";

const LARGEST_OUTPUT = 256 * 1024 * 1024;

export function runOracle(
  name: "kfp-check" | "kfp-run" | "kfp-argo",
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  if (oracles === undefined) throw new Error(`there is no ${name}: set KFP_ORACLES to the folder that holds it`);
  const options = { env: { ...process.env, ...env }, maxBuffer: LARGEST_OUTPUT };
  return new Promise((resolve, reject) => {
    execFile(join(oracles ?? "", name), args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error as { readonly code?: number | string }).code;
      if (typeof code === "number") resolve({ code, stdout, stderr });
      else reject(error ?? new Error(`${name} was ended by a signal: ${stderr}`));
    });
  });
}

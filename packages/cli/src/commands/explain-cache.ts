import type { Arguments } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { explaining } from "../run-here.ts";

/** `argosy explain-cache RUN STEP`. */
export async function explainCacheCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const [run = "", step = ""] = positionals;
  const { pastRuns } = await import("@argosy/runner");
  const home = pastRuns.homeOf(host.cwd);
  const explained = await explaining(async () => pastRuns.explainCache(home, run, step));
  if (explained.length === 0)
    throw new CliError(
      EXIT.usage,
      `no step \`${step}\` has ended in the run \`${run}\``,
      `\`argosy runs show ${run}\` lists what has`,
    );
  const lines = explained.flatMap(({ path, takenFrom, comparedWith, reasons }) =>
    takenFrom === undefined
      ? [
          `${path} ran${comparedWith === undefined ? "" : `, compared with ${comparedWith}`}:`,
          ...reasons.map((reason) => `  ${reason}`),
        ]
      : [`${path} was taken from ${takenFrom}`],
  );
  host.stdout.write(options.json === true ? `${JSON.stringify(explained)}\n` : `${lines.join("\n")}\n`);
  return EXIT.ok;
}

/** `argosy submit --target kfp`: uploads the pipeline, starts a run, and with `--watch` follows it to its end. */
import type { KfpSettings } from "@argosy/runner/kfp";
import type { Json } from "@argosy/sdk/ir";
import type { CompiledSource } from "./compile-source.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { followRun } from "./follow-run.ts";
import type { Host } from "./host.ts";
import type { OptionValues } from "./options.ts";

const FORWARDED_PORT = "http://localhost:8888";

export async function submitToKubeflow(
  source: CompiledSource,
  parameters: { readonly [name: string]: Json },
  options: OptionValues,
  host: Host,
): Promise<ExitCode> {
  const { connectToKfp, followOnKfp, KfpError, submitToKfp } = await import("@argosy/runner/kfp");
  const { printYaml } = await import("@argosy/compiler");
  const { program, kfp: documents = [] } = source.compiled;
  const settings = kfpSettings(source, options, host);
  const client = connectToKfp(settings);
  const submission = { program, documents, text: printYaml(documents), parameters };
  const { serviceAccount } = source.settings.target;
  try {
    const started = await submitToKfp(
      { ...submission, ...(serviceAccount === undefined ? {} : { serviceAccount }) },
      client,
    );
    if (options.watch !== true) {
      const place = `${settings.host.replace(/\/+$/, "")}/#/runs/details/${started.run}`;
      host.stdout.write(
        options.json === true ? `${JSON.stringify(started)}\n` : `started ${started.run}\n  ${place}\n`,
      );
      return EXIT.ok;
    }
    const request = { source, json: options.json === true, interruptNotice: "leaving the run", showLogs: false };
    return await followRun({ ...request, run: (follow) => followOnKfp(started.run, submission, client, follow) }, host);
  } catch (error) {
    if (!(error instanceof KfpError)) throw error;
    const { code, message, hint } = error;
    source.print([{ code, severity: "error", message, ...(hint === undefined ? {} : { hint }) }]);
    return EXIT.cluster;
  }
}

function kfpSettings({ settings: { target } }: CompiledSource, options: OptionValues, { env }: Host): KfpSettings {
  const token = env["ARGOSY_KFP_TOKEN"];
  return {
    host: options["kfp-host"] ?? env["ARGOSY_KFP_HOST"] ?? FORWARDED_PORT,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    ...(token === undefined ? {} : { token }),
  };
}

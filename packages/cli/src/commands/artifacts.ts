import { createReadStream } from "node:fs";
import type { Arguments } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { explaining } from "../run-here.ts";
import { textTable } from "../ui/text-table.ts";

/** `argosy artifacts ls RUN` and `argosy artifacts get URI`. */
export async function artifactsCommand({ positionals, options }: Arguments, host: Host): Promise<ExitCode> {
  const [action = "", subject = ""] = positionals;
  switch (action) {
    case "ls":
      return explaining(() => list(subject, options.json === true, host));
    case "get":
      return explaining(() => get(subject, options.store, host));
    default:
      throw new CliError(EXIT.usage, `\`argosy artifacts\` cannot \`${action}\``, "It can `ls` and `get`");
  }
}

async function list(run: string, json: boolean, host: Host): Promise<ExitCode> {
  const { pastRuns } = await import("@argosy/runner");
  const { records } = pastRuns.readRun(pastRuns.homeOf(host.cwd), run);
  const artifacts = records.flatMap(({ path, artifacts: uris }) => uris.map((uri) => ({ path, uri })));
  host.stdout.write(json ? `${JSON.stringify(artifacts)}\n` : textTable(artifacts.map(({ path, uri }) => [path, uri])));
  return EXIT.ok;
}

async function get(uri: string, store: string | undefined, host: Host): Promise<ExitCode> {
  const { openStore } = await import("@argosy/runner");
  const file = await openStore(store ?? storeOf(uri), host.env).open(uri, digestIn(uri));
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) await written(host, chunk);
  return EXIT.ok;
}

/** A slow reader is waited for: a file may be larger than memory. */
function written(host: Host, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (host.stdout.write(chunk) || host.stdout.once === undefined) resolve();
    else host.stdout.once("drain", resolve);
  });
}

/** The digest that a URI ends with. */
function digestIn(uri: string): string | undefined {
  const [, head, tail] = /\/sha256\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(uri) ?? [];
  return head === undefined ? undefined : `${head}${tail}`;
}

/** What comes before `/sha256/…`. */
function storeOf(uri: string): string {
  const at = uri.lastIndexOf("/sha256/");
  if (at >= 0) return uri.slice(0, at);
  throw new CliError(
    EXIT.usage,
    `\`${uri}\` is no file of a store`,
    "`argosy artifacts ls RUN` lists the files of a run",
  );
}

/** Settings: flags, then environment, then the nearest `argosy.config.ts`, then defaults. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { ArgosyConfig } from "@argosy/sdk/config";
import type { StoreSettings, TargetSettings } from "@argosy/sdk/ir";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { type OptionName, type OptionValues, specOf } from "./options.ts";
import {
  imageProblem,
  namespaceProblem,
  type Problem,
  schemeOf,
  secretProblem,
  serviceAccountProblem,
  storeProblem,
  storeUrl,
} from "./setting-values.ts";

const CONFIG_FILE = "argosy.config.ts";
const DEFAULT_IMAGE = "node:24-slim";

export interface Settings {
  readonly target: TargetSettings;
  /** Kubeconfig context; the current one when absent. */
  readonly context?: string;
}

/**
 * The settings for the pipeline in `file`.
 * @throws {CliError} naming the flag, variable or key that is wrong.
 */
export async function loadSettings(file: string, options: OptionValues, host: Host): Promise<Settings> {
  const path = findConfig(dirname(file));
  const config = path === undefined ? {} : await readConfig(path, options.watch === true, host.cwd);
  const given = (name: OptionName, problem?: (text: string) => Problem): string | undefined =>
    flagOrVariable(name, options, host, problem);

  const image = given("image", imageProblem) ?? config.image ?? DEFAULT_IMAGE;
  const namespace = given("namespace", namespaceProblem) ?? config.namespace;
  const serviceAccount = given("service-account", serviceAccountProblem) ?? config.serviceAccount;
  const context = given("context") ?? config.context;
  const store = withSecret(
    mergeStore(given("store", storeProblem), host.cwd, config.store, path === undefined ? host.cwd : dirname(path)),
    given("store-secret", secretProblem),
  );
  return {
    target: {
      image,
      ...(config.imagePullPolicy === undefined ? {} : { imagePullPolicy: config.imagePullPolicy }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(serviceAccount === undefined ? {} : { serviceAccount }),
      ...(store === undefined ? {} : { store }),
    },
    ...(context === undefined ? {} : { context }),
  };
}

function flagOrVariable(
  name: OptionName,
  options: OptionValues,
  host: Host,
  problem: (text: string) => Problem = () => undefined,
): string | undefined {
  const { env } = specOf(name);
  const flag = options[name];
  const variable = env === undefined ? undefined : host.env[env];
  const [value, source] =
    typeof flag === "string" ? [flag, `--${name}`] : [variable === "" ? undefined : variable, env];
  if (value === undefined) return undefined;
  const message = problem(value);
  if (message !== undefined) throw new CliError(EXIT.usage, `\`${source}\`: ${message}`);
  return value;
}

/** A flag changes where the store is; how to get at it stays as configured while the kind of store is the same. */
function mergeStore(
  flag: string | undefined,
  cwd: string,
  configured: ArgosyConfig["store"],
  configDirectory: string,
): StoreSettings | undefined {
  const settings = typeof configured === "string" ? { url: configured } : configured;
  const base = settings === undefined ? undefined : { ...settings, url: storeUrl(settings.url, configDirectory) };
  if (flag === undefined) return base;
  const url = storeUrl(flag, cwd);
  return base !== undefined && schemeOf(base.url) === schemeOf(url) ? { ...base, url } : { url };
}

function withSecret(store: StoreSettings | undefined, flag: string | undefined): StoreSettings | undefined {
  if (store === undefined || flag === undefined) return store;
  const [name = "", accessKey = "accessKey", secretKey = "secretKey"] = flag.split(":");
  return { ...store, secret: { name, accessKey, secretKey } };
}

export function findConfig(start: string): string | undefined {
  const path = join(start, CONFIG_FILE);
  if (existsSync(path)) return path;
  return dirname(start) === start ? undefined : findConfig(dirname(start));
}

async function readConfig(path: string, mayHaveChanged: boolean, cwd: string): Promise<ArgosyConfig> {
  const shown = relative(cwd, path);
  const { default: exported } = await importQuietly(path, mayHaveChanged, shown);
  if (exported === undefined) {
    throw new CliError(EXIT.usage, `\`${shown}\` has no default export`, "Write `export default defineConfig({ … })`");
  }
  const { parseConfig } = await import("./config-schema.ts");
  const { config, problems } = parseConfig(exported);
  if (config !== undefined) return config;
  const list = problems.map(({ key, message }) => (key === "" ? message : `\`${key}\` ${message}`));
  const text =
    list.length === 1 ? `: ${list[0]}` : ` has ${list.length} problems:${list.map((line) => `\n  ${line}`).join("")}`;
  throw new CliError(EXIT.usage, `\`${shown}\`${text}`);
}

async function importQuietly(
  path: string,
  mayHaveChanged: boolean,
  shown: string,
): Promise<{ readonly default?: unknown }> {
  const emitWarning = process.emitWarning;
  // Node remarks on TypeScript without a package.json beside it; that is how a small project looks.
  process.emitWarning = () => undefined;
  try {
    // A changed file is another module.
    const version = mayHaveChanged ? `#${statSync(path).mtimeMs}` : "";
    return (await import(`${pathToFileURL(path).href}${version}`)) as { readonly default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CliError(EXIT.usage, `\`${shown}\` cannot be loaded: ${message.split("\n", 1)[0]}`);
  } finally {
    process.emitWarning = emitWarning;
  }
}

import { parseArgs } from "node:util";
import { CliError } from "./cli-error.ts";
import { nearest } from "./did-you-mean.ts";
import { EXIT } from "./exit-code.ts";
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  GENERAL_OPTIONS,
  isCommandName,
  OPTIONS,
  type OptionName,
  type OptionValues,
  specOf,
} from "./options.ts";

export interface Arguments {
  /** Absent when only general options were given. */
  readonly command?: CommandName;
  readonly positionals: readonly string[];
  readonly options: OptionValues;
}

/**
 * Parses what follows `argosy` on the command line.
 * @throws {CliError} naming the first thing that is wrong, unless help was asked for.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(optionNames().map((name) => [name, parserOption(name)])),
  });
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  const [first, ...positionals] = words;

  const wantsHelp = given.some((token) => token.name === "help");
  if (wantsHelp && (first === undefined || isCommandName(first))) {
    return { ...(first === undefined ? {} : { command: first }), positionals: [], options: { help: true } };
  }
  const command = first === undefined ? undefined : commandNamed(first);
  const options = readOptions(given, command);
  if (command !== undefined) checkPositionals(command, positionals);
  return { ...(command === undefined ? {} : { command }), positionals, options };
}

function optionNames(): readonly OptionName[] {
  return Object.keys(OPTIONS) as OptionName[];
}

function parserOption(name: OptionName): { type: "string" | "boolean"; short?: string } {
  const { value, short } = specOf(name);
  return { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) };
}

function commandNamed(word: string): CommandName {
  if (isCommandName(word)) return word;
  const near = nearest(word, COMMAND_NAMES);
  if (near !== undefined) throw usage(`unknown command \`${word}\``, `Did you mean \`argosy ${near}\`?`);
  if (/\.[cm]?[jt]s$/.test(word)) throw usage(`\`${word}\` is not a command`, `Did you mean \`argosy run ${word}\`?`);
  throw usage(`unknown command \`${word}\``, `Commands are ${COMMAND_NAMES.map((name) => `\`${name}\``).join(", ")}`);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function readOptions(tokens: readonly OptionToken[], command: CommandName | undefined): OptionValues {
  const values: { [name: string]: string | true | readonly string[] } = {};
  for (const token of tokens) {
    const name = optionNamed(token, command);
    const { repeat } = specOf(name);
    const value = valueOf(token, name);
    const before = values[name];
    if (before !== undefined && repeat !== true) throw usage(`\`--${name}\` was given twice`);
    values[name] = repeat === true ? [...(Array.isArray(before) ? before : []), String(value)] : value;
  }
  return values;
}

function optionNamed(token: OptionToken, command: CommandName | undefined): OptionName {
  const allowed = [...(command === undefined ? [] : COMMANDS[command].options), ...GENERAL_OPTIONS];
  const found = allowed.find((name) => name === token.name);
  if (found !== undefined) return found;
  const whose = command === undefined ? "argosy" : `argosy ${command}`;
  if (Object.hasOwn(OPTIONS, token.name)) {
    const takers = COMMAND_NAMES.filter((name) => COMMANDS[name].options.some((option) => option === token.name));
    throw usage(
      `\`${token.rawName}\` is not an option of \`${whose}\``,
      `It is one of ${takers.map((name) => `\`argosy ${name}\``).join(", ")}`,
    );
  }
  const near = token.rawName.startsWith("--")
    ? nearest(
        token.name,
        allowed.filter((name) => specOf(name).hidden !== true),
      )
    : undefined;
  throw usage(
    `unknown option \`${token.rawName}\``,
    near === undefined ? `\`${whose} --help\` lists the options` : `Did you mean \`--${near}\`?`,
  );
}

function valueOf(token: OptionToken, name: OptionName): string | true {
  const { value: placeholder, choices } = specOf(name);
  if (placeholder === undefined) {
    if (token.inlineValue === true) throw usage(`\`--${name}\` takes no value`);
    return true;
  }
  const { value } = token;
  const looksLikeOption =
    token.inlineValue !== true && value !== undefined && value.length > 1 && value.startsWith("-");
  if (value === undefined || value === "" || looksLikeOption) {
    throw usage(
      `\`--${name}\` needs a value: \`--${name} ${placeholder}\``,
      looksLikeOption ? `A value that begins with a dash is written \`--${name}=${value}\`` : undefined,
    );
  }
  if (choices !== undefined && !choices.includes(value)) {
    const near = nearest(value, choices);
    throw usage(
      `\`--${name}\` cannot be \`${value}\``,
      near === undefined ? `It is ${oneOf(choices)}` : `Did you mean \`${near}\`?`,
    );
  }
  return value;
}

function oneOf(choices: readonly string[]): string {
  const quoted = choices.map((choice) => `\`${choice}\``);
  return quoted.length === 1 ? `${quoted[0]}` : `one of ${quoted.join(", ")}`;
}

function checkPositionals(command: CommandName, given: readonly string[]): void {
  const { arguments: required, optional = [] } = COMMANDS[command];
  const missing = required[given.length];
  if (missing !== undefined) {
    throw usage(
      `\`argosy ${command}\` needs ${missing}`,
      `Write \`argosy ${command} ${required.join(" ")} [options]\``,
    );
  }
  const extra = given[required.length + optional.length];
  if (extra === undefined || COMMANDS[command].repeats === true) return;
  const hint =
    /^[\w.]+=/.test(extra) && COMMANDS[command].options.includes("set")
      ? `Did you mean \`--set ${extra}\`?`
      : undefined;
  throw usage(`unexpected argument \`${extra}\``, hint);
}

function usage(message: string, hint?: string): CliError {
  return new CliError(EXIT.usage, message, hint);
}

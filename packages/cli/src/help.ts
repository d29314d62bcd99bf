import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  GENERAL_OPTIONS,
  type OptionGroup,
  type OptionName,
  specOf,
} from "./options.ts";

/** In the order of the help. */
export const OPTION_GROUPS: readonly OptionGroup[] = ["Parameters", "Options", "Settings", "General"];

/** The text of `argosy --help`. */
export function overviewHelp(): string {
  return sections([
    "Usage: argosy COMMAND [options]",
    "Typed pipelines in ordinary async TypeScript: run them here, or on Argo Workflows.",
    block(
      "Commands",
      COMMAND_NAMES.map((name) => [synopsis(name), COMMANDS[name].summary]),
    ),
    block(
      "Options",
      GENERAL_OPTIONS.map((name) => [flagText(name), describeOption(name)]),
    ),
    block(
      "Examples",
      COMMAND_NAMES.filter((name) => name !== "help").map((name) => exampleRow(name)),
    ),
    "`argosy COMMAND --help` shows the options of a command.",
  ]);
}

/** The text of `argosy COMMAND --help`. */
export function commandHelp(command: CommandName): string {
  const { description, examples } = COMMANDS[command];
  const groups = OPTION_GROUPS.map((group) => ({ group, options: optionsOf(command, group) })).filter(
    ({ options }) => options.length > 0,
  );
  const width = Math.max(...groups.flatMap(({ options }) => options.map((name) => flagText(name).length)));
  return sections([
    `Usage: argosy ${synopsis(command)} [options]`,
    wrap(description, 78),
    ...groups.map(({ group, options }) =>
      block(
        group,
        options.map((name) => [flagText(name).padEnd(width), describeOption(name, command)]),
      ),
    ),
    ["Examples", ...examples.flatMap((example) => [`  # ${example.does}`, `  ${example.command}`])].join("\n"),
  ]);
}

/** `run FILE`. */
export function synopsis(command: CommandName): string {
  const { arguments: required, optional = [], repeats = false } = COMMANDS[command];
  return [
    command,
    ...required.slice(0, -1),
    `${required.at(-1) ?? ""}${repeats ? "…" : ""}`,
    ...optional.map((name) => `[${name}]`),
  ]
    .filter((word) => word !== "")
    .join(" ");
}

/** The visible options of a command in one group, in the order of its definition. */
export function optionsOf(command: CommandName, group: OptionGroup): readonly OptionName[] {
  return [...COMMANDS[command].options, ...GENERAL_OPTIONS].filter(
    (name) => specOf(name).group === group && specOf(name).hidden !== true,
  );
}

/** `-h, --help` or `--image IMAGE`. */
export function flagText(name: OptionName): string {
  const { short, value } = specOf(name);
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

/** What an option does, its choices and its default. */
export function meaningOf(name: OptionName, command?: CommandName): string {
  const { choices = [], default: usual, ...spec } = specOf(name);
  const own = command === undefined ? undefined : COMMANDS[command].meanings?.[name];
  const description = own ?? spec.description;
  const fallback = own === undefined ? usual : undefined;
  const list = choices.length > 1 ? `: ${choices.join(", ")}` : "";
  return `${description}${list}${fallback === undefined ? "" : ` (default: ${fallback})`}`;
}

/** That, and the environment variable. */
export function describeOption(name: OptionName, command?: CommandName): string {
  const { env } = specOf(name);
  return env === undefined ? meaningOf(name, command) : `${meaningOf(name, command)} [${env}]`;
}

function exampleRow(command: CommandName): readonly [string, string] {
  const [example] = COMMANDS[command].examples;
  return [example?.command ?? "", example?.does ?? ""];
}

function block(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join("\n");
}

function sections(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

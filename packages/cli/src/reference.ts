/** `docs/reference/cli.md`, from the same data as parsing and help. */
import { EXIT_CODE_MEANINGS } from "./exit-code.ts";
import { describeOption, flagText, meaningOf, OPTION_GROUPS, optionsOf, synopsis } from "./help.ts";
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  GENERAL_OPTIONS,
  OPTIONS,
  type OptionName,
  specOf,
} from "./options.ts";

/** The whole page as Markdown. */
export function cliReference(): string {
  return [
    "<!-- Generated from packages/cli/src/options.ts by its test; do not edit. -->",
    "# The command line",
    "Errors, warnings and progress go to stderr, results to stdout; after an error stdout is empty. " +
      "With `--json` stdout holds exactly one JSON value.",
    ...COMMAND_NAMES.flatMap(commandSection),
    "## General options",
    optionTable(GENERAL_OPTIONS),
    "## Parameters",
    "`--input`, `--input-file` and each `--set` are merged in this order; what comes later wins. " +
      "The value of `--set` is JSON when it is JSON of a type that the parameter takes, else text: " +
      "`--set name=5` is the text `5` when `name` is a `string`. `--set model.depth=3` changes one field, " +
      "of the parameter's default when nothing else was given. For an artifact give a path or a URI.",
    "## Diagnostics",
    "Errors stop a command. Warnings and infos never do: `check` and `compile` print both, `run` and `submit` print warnings, and infos too " +
      "with `--verbose`. Each code has a page in [docs/errors](../errors/README.md).",
    "## Watching",
    "With `--watch`, `check` and `compile` stay until they are stopped and do it again whenever a source file, " +
      "`tsconfig.json`, `package.json` or `argosy.config.ts` changes. Errors end neither. On stderr a round begins with the " +
      "line `checking …` or `compiling …` and ends with one such as `checked in 21 ms: 1 error`, for the problem matchers of " +
      'editors; with `--format json` they are `{"event":"checking"}` and `{"event":"checked","errors":1,"milliseconds":21}`.',
    "## Start-up",
    "The first `check` or `compile` of an installation takes a snapshot in the background: the command with everything loaded, " +
      "and the libraries of TypeScript parsed. Later ones start from it, in less time than TypeScript needs to check the file. It " +
      "takes some 60 MB in `argosy` below `XDG_CACHE_HOME`, by default `~/.cache`, and may be deleted at any time. Where `CI` is set " +
      "none is taken. `ARGOSY_SNAPSHOT=wait` takes it before the command ends, for images that are built; `ARGOSY_SNAPSHOT=off` " +
      "neither takes nor uses one.",
    "## Settings",
    "A flag wins over its environment variable, that over the nearest `argosy.config.ts` from the pipeline's folder upwards, " +
      "that over the default. An empty variable counts as unset.",
    settingsTable(),
    [
      "```ts",
      'import { defineConfig } from "@argosy/sdk/config";',
      "",
      'export default defineConfig({ namespace: "ml", store: "s3://pipelines/argosy" });',
      "```",
    ].join("\n"),
    "## Colour",
    "`NO_COLOR` switches colours off, `FORCE_COLOR` switches them on; else terminals get them.",
    "## Exit codes",
    markdownTable(
      ["code", "meaning"],
      EXIT_CODE_MEANINGS.map(({ code, meaning }) => [String(code), meaning]),
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

function commandSection(command: CommandName): readonly string[] {
  const { description, examples } = COMMANDS[command];
  const names = OPTION_GROUPS.filter((group) => group !== "General").flatMap((group) => optionsOf(command, group));
  const shell = examples.flatMap(({ does, command: line }) => [`# ${does}`, line]);
  return [
    `## \`argosy ${synopsis(command)}\``,
    description,
    ...(names.length === 0 ? [] : [optionTable(names, command)]),
    ["```sh", ...shell, "```"].join("\n"),
  ];
}

function optionTable(names: readonly OptionName[], command?: CommandName): string {
  return markdownTable(
    ["option", "meaning"],
    names.map((name) => [`\`${flagText(name)}\``, describeOption(name, command)]),
  );
}

const CONFIG_KEYS: { readonly [Name in OptionName]?: string } = {
  image: "image",
  namespace: "namespace",
  "service-account": "serviceAccount",
  store: "store",
  "store-secret": "store.secret",
  context: "context",
};

function settingsTable(): string {
  const names = (Object.keys(OPTIONS) as OptionName[]).filter((name) => specOf(name).group === "Settings");
  return markdownTable(
    ["flag", "environment", "`argosy.config.ts`", "meaning"],
    [
      ...names.map((name) => [`\`--${name}\``, `\`${specOf(name).env}\``, `\`${CONFIG_KEYS[name]}\``, meaningOf(name)]),
      ["", "", "`imagePullPolicy`", "`Always`, `IfNotPresent` or `Never`"],
    ],
  );
}

/** With padded columns, as the formatter wants it. */
function markdownTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [head, ...body].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const [first = "", ...rest] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [first, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rest].join("\n");
}

/** The commands and options of `argosy`, as data: parsing, help and `docs/reference/cli.md` all read it. */

export interface OptionSpec {
  readonly group: OptionGroup;
  readonly short?: string;
  /** What the value is called in the help; absent for switches. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeat?: boolean;
  readonly description: string;
  /** What holds when it is not given, in words. */
  readonly default?: string;
  /** The environment variable that gives the same setting. */
  readonly env?: string;
  readonly hidden?: boolean;
}

export type OptionGroup = "Parameters" | "Options" | "Settings" | "General";

export const OPTIONS = {
  input: { group: "Parameters", value: "JSON", description: "Parameters as one JSON object" },
  "input-file": {
    group: "Parameters",
    value: "PATH",
    description: "Parameters from a JSON file; - reads standard input",
  },
  set: {
    group: "Parameters",
    value: "KEY=VALUE",
    repeat: true,
    description: "One parameter, or a field of one: --set model.depth=3; may be repeated",
  },
  pipeline: {
    group: "Options",
    value: "NAME",
    description: "The pipeline, by its name or export",
    default: "the only one",
  },
  target: {
    group: "Options",
    value: "TARGET",
    choices: ["argo", "kfp", "kfp@2.14"],
    description: "What to compile for",
    default: "argo",
  },
  out: { group: "Options", value: "DIR", description: "Write one file per object there instead of YAML to stdout" },
  explain: {
    group: "Options",
    description: "Print where the code between the steps runs and why, instead of the objects",
  },
  fix: { group: "Options", description: "Mend what can be mended without a decision, such as a missing await" },
  watch: { group: "Options", description: "Follow the run to its end and print its result" },
  json: { group: "Options", description: "Print the result as one JSON value" },
  format: {
    group: "Options",
    value: "FORMAT",
    choices: ["plain", "pretty", "json", "github"],
    description: "How to print diagnostics",
    default: "pretty on a terminal, else plain",
  },
  verbose: { group: "Options", description: "Also print infos: what is legal and could be better" },
  "force-glue": { group: "Options", hidden: true, description: "Evaluate every expression in a pod of its own" },
  image: {
    group: "Settings",
    value: "IMAGE",
    env: "ARGOSY_IMAGE",
    description: "Image of steps that name none",
    default: "node:24-slim",
  },
  namespace: {
    group: "Settings",
    value: "NAME",
    env: "ARGOSY_NAMESPACE",
    description: "Kubernetes namespace",
    default: "the kubeconfig's",
  },
  "service-account": {
    group: "Settings",
    value: "NAME",
    env: "ARGOSY_SERVICE_ACCOUNT",
    description: "Service account of the pods",
  },
  store: {
    group: "Settings",
    value: "URL",
    env: "ARGOSY_STORE",
    description: "Artifacts and large values: a directory, file:///… or s3://…",
  },
  context: {
    group: "Settings",
    value: "NAME",
    env: "ARGOSY_CONTEXT",
    description: "Kubeconfig context",
    default: "the current one",
  },
  debug: { group: "General", env: "ARGOSY_DEBUG", description: "Show the stack when Argosy itself fails" },
  help: { group: "General", short: "h", description: "Show this help" },
  version: { group: "General", short: "v", description: "Show the version" },
} as const satisfies { readonly [name: string]: OptionSpec };

export type OptionName = keyof typeof OPTIONS;

/** The options that were given, by name. */
export type OptionValues = {
  readonly [Name in OptionName]?: (typeof OPTIONS)[Name] extends { readonly value: string }
    ? (typeof OPTIONS)[Name] extends { readonly repeat: true }
      ? readonly string[]
      : string
    : true;
};

export interface CommandSpec {
  readonly summary: string;
  readonly description: string;
  /** Names of the required arguments. */
  readonly arguments: readonly string[];
  /** Names of arguments that may be left out, after the required ones. */
  readonly optional?: readonly string[];
  /** The last required argument may be given several times. */
  readonly repeats?: boolean;
  readonly options: readonly OptionName[];
  /** What an option does here, where it means something else elsewhere. */
  readonly meanings?: { readonly [Name in OptionName]?: string };
  readonly examples: readonly { readonly command: string; readonly does: string }[];
}

const WATCH_SOURCES = "Stay, and do it again whenever a file changes";

export type CommandName = "run" | "check" | "compile" | "submit" | "help";

export const COMMANDS: { readonly [Name in CommandName]: CommandSpec } = {
  run: {
    summary: "Run a pipeline on this machine",
    description:
      "Runs a pipeline on this machine: a process a step, as many at once as the declared CPU and memory fit. " +
      "Progress goes to stderr, the pipeline's result to stdout.",
    arguments: ["FILE"],
    options: ["input", "input-file", "set", "pipeline", "json", "format", "verbose", "force-glue", "store"],
    examples: [
      { command: "argosy run churn.ts --set rows=1000", does: "run it, with progress and a result" },
      {
        command: "argosy run churn.ts --input-file params.json --json | jq .accuracy",
        does: "use the result in a script",
      },
    ],
  },
  check: {
    summary: "Type-check and analyse pipelines",
    description:
      "Type-checks files and analyses their pipelines, without a target: what is legal, where it runs, what could be better. " +
      "Nothing is written and nothing is run. With --watch it stays and checks again within milliseconds of a change.",
    arguments: ["FILE"],
    repeats: true,
    options: ["watch", "fix", "pipeline", "format"],
    meanings: { watch: WATCH_SOURCES, pipeline: "One pipeline alone, by its name or export" },
    examples: [
      { command: "argosy check churn.ts --watch", does: "check while you write" },
      { command: "argosy check pipelines/*.ts --format github", does: "mark what is wrong in a pull request" },
    ],
  },
  compile: {
    summary: "Compile a pipeline to Kubernetes objects",
    description:
      "Compiles a pipeline to Kubernetes objects: YAML that `kubectl apply --server-side -f -` takes. " +
      "With --target kfp to a pipeline of Kubeflow: YAML that its page and its API take. " +
      "Nothing is contacted and nothing is run.",
    arguments: ["FILE"],
    options: [
      "target",
      "out",
      "watch",
      "fix",
      "explain",
      "json",
      "pipeline",
      "format",
      "force-glue",
      "image",
      "namespace",
      "service-account",
      "store",
    ],
    meanings: { watch: WATCH_SOURCES, json: "Print what --explain says as one JSON value" },
    examples: [
      {
        command: "argosy compile churn.ts --target argo | kubectl apply --server-side -f -",
        does: "compile and apply",
      },
      { command: "argosy compile churn.ts --out manifests", does: "write files to commit" },
      { command: "argosy compile churn.ts --explain", does: "see which pods there are besides the steps" },
      { command: "argosy compile churn.ts --target kfp > churn.yaml", does: "compile for Kubeflow Pipelines" },
    ],
  },
  submit: {
    summary: "Run a pipeline on a cluster",
    description:
      "Compiles a pipeline, applies its objects to a cluster and starts a run. With --watch it follows the run to its end.",
    arguments: ["FILE"],
    options: [
      "input",
      "input-file",
      "set",
      "pipeline",
      "target",
      "watch",
      "json",
      "format",
      "verbose",
      "force-glue",
      "image",
      "namespace",
      "service-account",
      "store",
      "context",
    ],
    examples: [
      { command: "argosy submit churn.ts --set rows=1000 --watch", does: "start a run and follow it" },
      { command: "argosy submit churn.ts --context staging --namespace ml", does: "start it elsewhere and return" },
    ],
  },
  help: {
    summary: "Show help for a command",
    description: "Shows what a command does and its options.",
    arguments: [],
    optional: ["COMMAND"],
    options: [],
    examples: [{ command: "argosy help run", does: "the same as argosy run --help" }],
  },
};

/** Options that every command takes. */
export const GENERAL_OPTIONS: readonly OptionName[] = ["debug", "help", "version"];

export const COMMAND_NAMES: readonly CommandName[] = ["run", "check", "compile", "submit", "help"];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

export function specOf(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

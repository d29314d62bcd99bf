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
  kind: {
    group: "Options",
    value: "KIND",
    choices: ["WorkflowTemplate", "Workflow", "CronWorkflow"],
    description: "What the pipeline becomes; a Workflow is one run, for `kubectl create`",
    default: "WorkflowTemplate, and a CronWorkflow beside it where there is a schedule",
  },
  rbac: { group: "Options", description: "Also print what its pods' service accounts need: a Role and a RoleBinding" },
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
  yes: { group: "Options", description: "Say yes to whatever `approve` asks" },
  refuse: { group: "Options", description: "Say no: the run fails" },
  "no-cache": { group: "Options", description: "Run every step, whatever earlier runs gave" },
  from: { group: "Options", value: "STEP", description: "Run this step again, and all that comes after it" },
  isolate: {
    group: "Options",
    value: "KIND",
    choices: ["worker", "process"],
    description: "What steps run in: processes that run one after the other, or one for each attempt",
    default: "worker",
  },
  cpus: {
    group: "Options",
    value: "N",
    description: "CPU cores that steps may take at once",
    default: "the machine's",
  },
  memory: {
    group: "Options",
    value: "SIZE",
    description: "Memory that steps may take at once, as in 8Gi",
    default: "the machine's",
  },
  gpus: { group: "Options", value: "N", description: "GPUs that steps may take at once", default: "the machine's" },
  strict: { group: "Options", description: "Do not start when a step asks for more than this machine has" },
  keep: { group: "Options", value: "N", description: "How many runs `gc` leaves", default: "20" },
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
  "store-secret": {
    group: "Settings",
    value: "NAME",
    env: "ARGOSY_STORE_SECRET",
    description: "Kubernetes secret with the keys of an S3 store: NAME, or NAME:ENTRY:ENTRY",
  },
  context: {
    group: "Settings",
    value: "NAME",
    env: "ARGOSY_CONTEXT",
    description: "Kubeconfig context",
    default: "the current one",
  },
  "kfp-host": {
    group: "Settings",
    value: "URL",
    env: "ARGOSY_KFP_HOST",
    description: "Where Kubeflow Pipelines answers; ARGOSY_KFP_TOKEN is sent along",
    default: "http://localhost:8888, a forwarded port",
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

export type CommandName =
  "run" | "resume" | "runs" | "explain-cache" | "artifacts" | "check" | "compile" | "submit" | "approve" | "help";

const HERE: readonly OptionName[] = ["isolate", "cpus", "memory", "gpus", "strict"];

export const COMMANDS: { readonly [Name in CommandName]: CommandSpec } = {
  run: {
    summary: "Run a pipeline on this machine",
    description:
      "Runs a pipeline on this machine, as many steps at once as the declared CPU, memory and GPUs fit; a larger step runs alone. " +
      "Steps whose code and input are those of an earlier run are not run again. " +
      "Progress goes to stderr, the pipeline's result to stdout.",
    arguments: ["FILE"],
    options: [
      "input",
      "input-file",
      "set",
      "pipeline",
      "json",
      "format",
      "verbose",
      "no-cache",
      "yes",
      ...HERE,
      "force-glue",
      "store",
    ],
    examples: [
      { command: "argosy run churn.ts --set rows=1000", does: "run it, with progress and a result" },
      {
        command: "argosy run churn.ts --input-file params.json --json | jq .accuracy",
        does: "use the result in a script",
      },
    ],
  },
  resume: {
    summary: "Go on with a run of this machine",
    description:
      "Compiles the pipeline of an earlier run again and runs it with the same parameters. Steps that had ended and were not " +
      "changed, and that nothing changed before, are not run again; items and rounds go by themselves.",
    arguments: ["RUN"],
    options: ["from", "no-cache", "yes", "json", "format", "verbose", ...HERE, "force-glue"],
    meanings: { "no-cache": "Take nothing from other runs than this one" },
    examples: [
      { command: "argosy resume 20261124-153000042-1a2b3c", does: "go on where it ended" },
      { command: "argosy resume 20261124-153000042-1a2b3c --from train", does: "train again, and what comes after" },
    ],
  },
  runs: {
    summary: "List, show and forget runs of this machine",
    description:
      "Lists the runs of this folder, or `show`s one, removes one (`rm`), or removes all but the latest with everything that " +
      "only they refer to (`gc`).",
    arguments: [],
    optional: ["ACTION", "RUN"],
    options: ["keep", "json"],
    examples: [
      { command: "argosy runs", does: "list them, the latest last" },
      { command: "argosy runs show 20261124-153000042-1a2b3c", does: "what each step did" },
      { command: "argosy runs gc --keep 5", does: "make room on the disk" },
    ],
  },
  "explain-cache": {
    summary: "Say why a step ran again",
    description:
      "Says for each time that a step ran in a run which part of what its result depends on was another one in the run before.",
    arguments: ["RUN", "STEP"],
    options: ["json"],
    examples: [{ command: "argosy explain-cache 20261124-153000042-1a2b3c train", does: "why did `train` run again?" }],
  },
  artifacts: {
    summary: "List and fetch the files of a run of this machine",
    description: "Lists the files that the steps of a run saved (`ls RUN`), or prints one to stdout (`get URI`).",
    arguments: ["ACTION", "RUN_OR_URI"],
    options: ["json", "store"],
    examples: [
      { command: "argosy artifacts ls 20261124-153000042-1a2b3c", does: "list them" },
      { command: "argosy artifacts get s3://pipelines/argosy/sha256/ab/cd > model.bin", does: "fetch one" },
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
      "kind",
      "rbac",
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
      "store-secret",
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
      "store-secret",
      "context",
      "kfp-host",
    ],
    examples: [
      { command: "argosy submit churn.ts --set rows=1000 --watch", does: "start a run and follow it" },
      { command: "argosy submit churn.ts --context staging --namespace ml", does: "start it elsewhere and return" },
      { command: "argosy submit churn.ts --target kfp --kfp-host http://localhost:8888", does: "start it on Kubeflow" },
    ],
  },
  approve: {
    summary: "Answer what a run on a cluster asks",
    description:
      "Says yes to what a run asks by `approve`, or no with --refuse, which fails it. TASK says which question where there " +
      "are several.",
    arguments: ["RUN"],
    optional: ["TASK"],
    options: ["refuse", "json", "namespace", "context"],
    examples: [
      { command: "argosy approve churn-1f2e3d4c", does: "let it go on" },
      { command: "argosy approve churn-1f2e3d4c --refuse", does: "end it" },
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

export const COMMAND_NAMES: readonly CommandName[] = [
  "run",
  "resume",
  "runs",
  "explain-cache",
  "artifacts",
  "check",
  "compile",
  "submit",
  "approve",
  "help",
];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

export function specOf(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

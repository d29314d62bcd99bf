/** What whoever starts a pod tells it. */
import type { LostFacts } from "@argosy/sdk/runtime";

export interface PodEnvironment {
  readonly call: string;
  /** The JSON object of the reads, as text or in a file. */
  readonly input: { readonly text: string } | { readonly file: string };
  /** One file per port appears here. */
  readonly out: string;
  readonly store?: string;
  readonly run: string;
  readonly attempt: number;
  readonly item?: string;
  readonly report?: string;
  /** What is known of the end of the pod that this one stands in for. */
  readonly lost?: LostFacts;
  /** Where Kubernetes picks up the last words. */
  readonly terminationLog: string;
  /** The process without which this one has no reason to live. */
  readonly parent?: number;
  /** Descriptor of the line to a local engine: inputs come and outputs leave by it. */
  readonly channel?: number;
  /** The run that checkpoints belong to, when this one goes on from it. */
  readonly origin?: string;
}

export function readEnvironment(env: NodeJS.ProcessEnv): PodEnvironment {
  const given = (name: string): string | undefined => env[`ARGOSY_${name}`] || undefined;
  const inputFile = given("IN_FILE");
  return {
    call: given("CALL") ?? "",
    input: inputFile === undefined ? { text: given("IN") ?? "{}" } : { file: inputFile },
    out: given("OUT") ?? "/tmp/argosy/out",
    run: given("RUN") ?? "",
    attempt: Number(given("ATTEMPT") ?? 0),
    // Set to nothing it means: none.
    terminationLog: env["ARGOSY_TERMINATION_LOG"] ?? "/dev/termination-log",
    ...optional("store", given("STORE")),
    ...optional("item", given("ITEM")),
    ...optional("report", given("REPORT")),
    ...optional("lost", given("LOST") === undefined ? undefined : (JSON.parse(given("LOST") ?? "{}") as LostFacts)),
    ...optional("parent", numberOf(given("PARENT"))),
    ...optional("channel", numberOf(given("CHANNEL"))),
    ...optional("origin", given("ORIGIN")),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}

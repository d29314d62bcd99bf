/** Sees every state of one Workflow until the caller has seen enough: list, watch, and list again whatever ends the watch. */
import { Watch } from "@kubernetes/client-node";
import { mayPass, type Api } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Workflow } from "./objects.ts";
import { workflowsPath } from "./paths.ts";
import { backoff, pause, type Pause } from "./pause.ts";

export type Sighting =
  | { readonly kind: "workflow"; readonly workflow: Workflow }
  /** Nothing was heard for a while, and asking showed nothing new. */
  | { readonly kind: "silence" }
  /** The server cannot be asked just now. */
  | { readonly kind: "trouble"; readonly error: ClusterError }
  | { readonly kind: "gone" };

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** A watch that is silent for this long is not trusted: the object is fetched. */
  readonly silentMs?: number;
  /** How long the server may be out of reach. */
  readonly patienceMs?: number;
  readonly pause?: Pause;
  readonly now?: () => number;
  readonly random?: () => number;
}

const SILENT_MS = 20_000;
const PATIENCE_MS = 300_000;

/** @throws {ClusterError} AR6015 when the server stays out of reach; what it refuses otherwise. */
export async function* followWorkflow(
  api: Api,
  name: string,
  options: FollowOptions = {},
): AsyncGenerator<Sighting, void> {
  const { now = Date.now, random = Math.random, signal } = options;
  const wait = options.pause ?? pause;
  const isStopped = (): boolean => signal?.aborted === true;
  let heardAt = now();
  let failures = 0;
  let version: string | undefined;
  while (!isStopped()) {
    let list: WorkflowList;
    try {
      list = await listOne(api, name);
    } catch (error) {
      if (isStopped()) return;
      if (!mayPass(error)) throw error;
      if (now() - heardAt > (options.patienceMs ?? PATIENCE_MS)) throw outOfReach(error, now() - heardAt);
      yield { kind: "trouble", error: error as ClusterError };
      await wait(backoff(failures++, random), signal).catch(() => {});
      continue;
    }
    heardAt = now();
    const workflow = list.items[0];
    if (workflow === undefined) return void (yield { kind: "gone" });
    const known = workflow.metadata.resourceVersion === version;
    version = workflow.metadata.resourceVersion;
    yield known ? { kind: "silence" } : { kind: "workflow", workflow };

    const watch = openWatch(api, name, list.metadata.resourceVersion, options);
    try {
      for await (const event of watch.events) {
        heardAt = now();
        failures = 0;
        if (event.type === "DELETED") return void (yield { kind: "gone" });
        version = event.object.metadata.resourceVersion;
        yield { kind: "workflow", workflow: event.object };
      }
    } finally {
      watch.close();
    }
    if (watch.failed()) await wait(backoff(failures++, random), signal).catch(() => {});
  }
}

interface WorkflowList {
  readonly items: readonly Workflow[];
  readonly metadata: { readonly resourceVersion: string };
}

function listOne(api: Api, name: string): Promise<WorkflowList> {
  const { namespace } = api.connection;
  return api.json<WorkflowList>({
    method: "GET",
    path: workflowsPath(namespace),
    query: { fieldSelector: `metadata.name=${name}` },
    action: { verb: "list", resource: "workflows", group: "argoproj.io", namespace },
  });
}

function outOfReach(error: unknown, milliseconds: number): ClusterError {
  return new ClusterError(
    {
      code: "AR6015",
      message: `the run cannot be followed: for ${Math.round(milliseconds / 1000)} s ${error instanceof Error ? error.message : String(error)}`,
      hint: "The run itself goes on without being watched",
    },
    error,
  );
}

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Workflow;
}

interface OpenWatch {
  readonly events: AsyncIterable<WatchEvent>;
  /** True once it ended otherwise than by the server's or our own wish. */
  failed(): boolean;
  close(): void;
}

/** One watch from `resourceVersion` on; it ends on silence, on 410, when the server closes it and when it fails. */
function openWatch(api: Api, name: string, resourceVersion: string, options: FollowOptions): OpenWatch {
  const stream = createQueue<WatchEvent>();
  let failed = false;
  let controller: AbortController | undefined;
  const end = (failure: boolean): void => {
    if (stream.ended()) return;
    failed = failure;
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
    controller?.abort();
    stream.end();
  };
  const onAbort = (): void => end(false);
  const timer = setTimeout(() => end(false), options.silentMs ?? SILENT_MS);
  options.signal?.addEventListener("abort", onAbort, { once: true });

  const query = { fieldSelector: `metadata.name=${name}`, resourceVersion, allowWatchBookmarks: true };
  const onEvent = (type: string, object: Workflow): void => {
    timer.refresh();
    if (type === "ERROR") end((object as { readonly code?: number }).code !== 410);
    else if (type !== "BOOKMARK") stream.push({ type: type as WatchEvent["type"], object });
  };
  const onDone = (error: unknown): void =>
    end(error !== null && error !== undefined && (error as { statusCode?: number }).statusCode !== 410);
  new Watch(api.connection.config).watch(workflowsPath(api.connection.namespace), query, onEvent, onDone).then(
    (opened) => {
      controller = opened;
      if (stream.ended()) opened.abort();
    },
    () => end(true),
  );
  return { events: stream, failed: () => failed, close: () => end(false) };
}

interface Queue<T> extends AsyncIterable<T> {
  push(value: T): void;
  end(): void;
  ended(): boolean;
}

/** Values that arrive by callback, to be taken one by one; what came before the end is still handed out. */
function createQueue<T>(): Queue<T> {
  const values: T[] = [];
  let over = false;
  let wake = (): void => {};
  return {
    push: (value) => {
      if (over) return;
      values.push(value);
      wake();
    },
    end: () => {
      over = true;
      wake();
    },
    ended: () => over,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = values.shift();
        if (value !== undefined) yield value;
        else if (over) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

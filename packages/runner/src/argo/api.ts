/** Requests to the Kubernetes API, and the one way in which they fail. */
import { HttpMethod, IsomorphicFetchHttpLibrary, RequestContext, type ResponseContext } from "@kubernetes/client-node";
import type { Connection } from "./connection.ts";
import { ClusterError } from "./cluster-error.ts";
import { explainRefusal, explainUnreachable, type Action } from "./explain.ts";
import type { KubernetesStatus } from "./objects.ts";
import { pause, type Pause } from "./pause.ts";

export interface Request {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** Of the body; `application/json` when absent. */
  readonly contentType?: string;
  /** What it is for, for the message when it fails. */
  readonly action: Action;
}

export interface Api {
  readonly connection: Connection;
  /** @throws {ClusterError} when the server refuses or cannot be reached. */
  json<T>(request: Request): Promise<T>;
  text(request: Request): Promise<string>;
  /** The answer as it comes, for as long as it comes. Aborting `signal` ends it. */
  stream(request: Request, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface ApiOptions {
  readonly signal?: AbortSignal;
  /** Of one request. */
  readonly timeoutMs?: number;
  readonly pause?: Pause;
}

// The server is asked again after 429 and 5xx; a create whose answer got lost is not repeated.
const ATTEMPTS = 5;
const TIMEOUT_MS = 30_000;

export function createApi(connection: Connection, options: ApiOptions = {}): Api {
  const text = async (request: Request): Promise<string> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(connection, request, options);
      if (answer.status < 400) return answer.body;
      const wait = attempt < ATTEMPTS ? retryDelay(answer, attempt) : undefined;
      if (wait === undefined) throw explainRefusal(answer, request.action, connection);
      await (options.pause ?? pause)(wait, options.signal);
    }
  };
  const stream = async (request: Request, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    const response = await send(connection, request, signal);
    const body = response.body.stream();
    if (response.httpStatusCode < 400 && body !== null) return body;
    throw explainRefusal(await answerOf(response), request.action, connection);
  };
  return { connection, text, stream, json: async (request) => JSON.parse(await text(request)) };
}

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
}

async function ask(connection: Connection, request: Request, options: ApiOptions): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  try {
    return await answerOf(await send(connection, request, signal));
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw explainUnreachable(cause, connection);
  }
}

async function send(connection: Connection, request: Request, signal: AbortSignal): Promise<ResponseContext> {
  const context = new RequestContext(
    `${connection.server.replace(/\/$/, "")}${request.path}`,
    HttpMethod[request.method],
  );
  for (const [name, value] of Object.entries(request.query ?? {})) context.setQueryParam(name, value);
  if (request.body !== undefined) {
    context.setHeaderParam("Content-Type", request.contentType ?? "application/json");
    context.setBody(JSON.stringify(request.body));
  }
  context.setSignal(signal);
  await connection.config.applySecurityAuthentication(context);
  return await new IsomorphicFetchHttpLibrary().send(context).toPromise();
}

async function answerOf(response: ResponseContext): Promise<Answer> {
  return { status: response.httpStatusCode, headers: response.headers, body: await response.body.text() };
}

/** In milliseconds; nothing when asking again would not help. */
function retryDelay({ status, body, headers }: Answer, attempt: number): number | undefined {
  if (status !== 429 && status !== 502 && status !== 503 && status !== 504 && !isTransient(status, body))
    return undefined;
  const asked = Number(headers["retry-after"] ?? parseStatus(body)?.details?.retryAfterSeconds);
  return Number.isFinite(asked) ? Math.min(asked, 30) * 1000 : 250 * 2 ** attempt;
}

// etcd changes its leader, the API server has lost it: both answer 500 and mean "soon".
function isTransient(status: number, body: string): boolean {
  return (
    status === 500 &&
    /etcdserver: (leader changed|request timed out)|connection refused|context deadline exceeded/.test(body)
  );
}

export function parseStatus(body: string): KubernetesStatus | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null && (parsed as KubernetesStatus).kind === "Status"
      ? (parsed as KubernetesStatus)
      : undefined;
  } catch {
    return undefined;
  }
}

/** True for failures that go away by themselves: a restarting server, a dropped connection. */
export function mayPass(error: unknown): boolean {
  return error instanceof ClusterError && (error.code === "AR6004" || error.code === "AR6014");
}

/** Requests to a server of Kubeflow, and the one way in which they fail. */
import { headersOf, type KfpSettings } from "./connection.ts";
import { KfpError } from "./kfp-error.ts";

export interface KfpRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the prefix, or from the root of the server when it begins with `/apis/`. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string | undefined };
  readonly body?: unknown;
  readonly form?: FormData;
  /** What it is for, as in `start the run`. */
  readonly action: string;
}

export interface KfpApi {
  readonly settings: KfpSettings;
  /** @throws {KfpError} */
  json<T>(request: KfpRequest): Promise<T>;
  text(request: KfpRequest): Promise<string>;
}

export interface KfpApiOptions {
  readonly signal?: AbortSignal;
  /** Of one request. Default: 30,000 ms. */
  readonly timeoutMs?: number;
  /** Waits before a request is repeated. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

const PREFIX = "/apis/v2beta1";
const ATTEMPTS = 5;
const TIMEOUT_MS = 30_000;

export function createKfpApi(settings: KfpSettings, options: KfpApiOptions): KfpApi {
  const text = async (request: KfpRequest): Promise<string> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(request, settings, options);
      if ("body" in answer && answer.status < 400) return answer.body;
      if (attempt === ATTEMPTS || !mayRepeat(request, answer)) throw explain(answer, request, settings);
      await options.pause(delayOf(answer, attempt), options.signal);
    }
  };
  return {
    settings,
    text,
    json: async <T>(request: KfpRequest) => {
      const body = await text(request);
      try {
        return (body === "" ? {} : JSON.parse(body)) as T;
      } catch (cause) {
        // A login page answers 200 too.
        throw new KfpError(
          {
            code: "AR6103",
            message: `${settings.host} answers, but not as Kubeflow Pipelines does`,
            hint: "Check the address; behind a login page set a token or a cookie",
          },
          cause,
        );
      }
    },
  };
}

type Answer =
  | { readonly status: number; readonly body: string; readonly retryAfter: number | undefined }
  | { readonly error: unknown };

async function ask(request: KfpRequest, settings: KfpSettings, options: KfpApiOptions): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const headers = await headersOf(settings);
  const body = request.form ?? (request.body === undefined ? null : JSON.stringify(request.body));
  if (request.body !== undefined) headers["content-type"] = "application/json";
  try {
    const response = await fetch(urlOf(request, settings), { method: request.method, headers, body, signal });
    const asked = Number(response.headers.get("retry-after") ?? Number.NaN);
    return {
      status: response.status,
      body: await response.text(),
      retryAfter: Number.isFinite(asked) ? asked * 1_000 : undefined,
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { error };
  }
}

export function urlOf({ path, query = {} }: KfpRequest, { host, prefix = PREFIX }: KfpSettings): string {
  const url = new URL(`${host.replace(/\/+$/, "")}${path.startsWith("/apis/") ? path : `${prefix}${path}`}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** A request that creates is not repeated when nobody knows whether it was carried out. */
function mayRepeat({ method }: KfpRequest, answer: Answer): boolean {
  if ("error" in answer) return method === "GET";
  if (answer.status === 429 || answer.status === 503) return true;
  return method === "GET" && (answer.status === 502 || answer.status === 504);
}

function delayOf(answer: Answer, attempt: number): number {
  const asked = "error" in answer ? undefined : answer.retryAfter;
  return Math.min(asked ?? 250 * 2 ** attempt, 30_000);
}

function explain(answer: Answer, { action }: KfpRequest, { host, namespace }: KfpSettings): KfpError {
  if ("error" in answer) {
    const hint = "Check the address and, for a forwarded port, that `kubectl port-forward` still runs";
    return new KfpError({ code: "AR6101", message: `${host} does not answer`, hint }, answer.error);
  }
  const { status, body } = answer;
  const said = messageIn(body);
  const where = namespace === undefined ? "" : ` in the namespace ${namespace}`;
  switch (status) {
    case 401:
      return new KfpError({
        code: "AR6104",
        message: `${host} does not know who is asking`,
        hint: "Set a token, or the cookie that its login page gives",
        status,
      });
    case 403:
      return new KfpError({ code: "AR6105", message: `you may not ${action}${where}: ${said}`, status });
    case 404:
      return new KfpError({ code: "AR6106", message: `cannot ${action}: ${said}`, status });
    case 409:
      return new KfpError({ code: "AR6107", message: `cannot ${action}: ${said}`, status });
    default:
      return status >= 500 || status === 429
        ? new KfpError({ code: "AR6108", message: `${host} fails to ${action}: ${said}`, hint: "Try again", status })
        : new KfpError({ code: "AR6109", message: `Kubeflow refuses to ${action}: ${said}`, status });
  }
}

/** Servers answer with `{ error, message, details }`, or with a page. */
function messageIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as {
      readonly message?: string;
      readonly error?: string;
      readonly error_message?: string;
    };
    return parsed.error_message ?? parsed.message ?? parsed.error ?? "no reason is given";
  } catch {
    return body.length > 0 && !body.startsWith("<") ? body.slice(0, 300) : "no reason is given";
  }
}

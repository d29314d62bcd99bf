/** What a cluster's refusals mean for the author, from the answers of real API servers. */
import type { Answer } from "./api.ts";
import { ClusterError, type ClusterProblem } from "./cluster-error.ts";
import type { Connection } from "./connection.ts";
import type { KubernetesStatus } from "./objects.ts";

/** What was asked of the cluster. */
export interface Action {
  readonly verb: "get" | "list" | "watch" | "create" | "patch";
  /** Plural: `workflowtemplates`, `pods/log`. */
  readonly resource: string;
  /** API group; absent for the core group. */
  readonly group?: string;
  readonly namespace: string;
  readonly name?: string;
}

type Where = Pick<Connection, "server" | "context" | "namespace">;

/** No answer came. */
export function explainUnreachable(cause: unknown, where: Where): ClusterError {
  const chain = causes(cause);
  // Anything else was thrown before a request was made: while finding the credentials for it.
  const isFetch = chain[0]?.message === "fetch failed";
  const code = chain.map((error) => error.code).find((value) => typeof value === "string") ?? "";
  const text =
    chain
      .map((error) => error.message ?? "")
      .filter((message) => message !== "" && message !== "fetch failed")
      .at(-1) ?? String(cause);
  const timedOut = chain.some((error) => error.name === "TimeoutError");
  return new ClusterError(unreachable({ code, text: oneLine(text), timedOut, isFetch }, where), cause);
}

interface Cause {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

function causes(error: unknown): readonly Cause[] {
  if (typeof error !== "object" || error === null) return [];
  const one = error as Cause;
  return [one, ...causes(one.cause ?? one.errors?.[0])];
}

interface Silence {
  readonly code: string;
  readonly text: string;
  readonly timedOut: boolean;
  readonly isFetch: boolean;
}

function unreachable({ code, text, timedOut, isFetch }: Silence, where: Where): ClusterProblem {
  const server = named(where);
  if (code === "ECONNREFUSED") {
    return {
      code: "AR6004",
      message: `${server} refuses the connection`,
      hint: "Is the cluster running, and is this its current address? --context picks another",
    };
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return {
      code: "AR6004",
      message: `${server} has no address: its name does not resolve`,
      hint: "Check the name in the kubeconfig, and whether a VPN is needed",
    };
  }
  if (timedOut || /ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|EHOSTUNREACH|ENETUNREACH/.test(code)) {
    return {
      code: "AR6004",
      message: `${server} does not answer`,
      hint: "Is it reachable from this machine? A VPN, a proxy or a firewall may be in the way",
    };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS|EPROTO/.test(code)) {
    return {
      code: "AR6005",
      message: `no secure connection to ${server}: ${text}`,
      hint: tlsHint(code),
    };
  }
  if (/ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_ABORTED/.test(code)) {
    return {
      code: "AR6004",
      message: `${server} dropped the connection`,
      hint: "Try again; when it lasts, a proxy may be in the way",
    };
  }
  if (text.startsWith("HTTP protocol is not allowed")) {
    return {
      code: "AR6005",
      message: `${server} is not reached over a secure connection`,
      hint: "For `kubectl proxy` and the like, set `insecure-skip-tls-verify: true` for this cluster in the kubeconfig",
    };
  }
  if (isFetch) return { code: "AR6004", message: `${server} cannot be reached: ${text}` };
  return {
    code: "AR6006",
    message: `the kubeconfig's credentials for ${server} cannot be used: ${text}`,
    hint: "Log in again, or run `kubectl get ns` to see the same failure in kubectl",
  };
}

function tlsHint(code: string): string {
  if (code === "CERT_HAS_EXPIRED") return "The server's certificate has expired: its administrator has to renew it";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "The kubeconfig's address is not one the certificate was made for";
  return "The kubeconfig's certificate-authority-data does not belong to this server: fetch the kubeconfig anew";
}

function named({ server, context }: Where): string {
  return context === undefined ? `the cluster at ${server}` : `the cluster \`${context}\` at ${server}`;
}

/** The server answered, and said no. */
export function explainRefusal(answer: Answer, action: Action, where: Where): ClusterError {
  return new ClusterError(refusal(answer, action, where), answer);
}

function refusal({ status, body }: Answer, action: Action, where: Where): ClusterProblem {
  const parsed = statusOf(body);
  const text = (parsed?.message ?? body).trim();
  if (/request is too large|Request entity too large|may not be more than 1048576 bytes/.test(text) || status === 413)
    return tooLarge(action);
  if (/strict decoding error|typed patch object/.test(text)) return invalid(action, fieldsOfText(text));
  switch (status) {
    case 401:
      return {
        code: "AR6006",
        message: `${named(where)} does not accept the kubeconfig's credentials`,
        hint: "Log in again: the token or certificate may have expired",
      };
    case 403:
      return forbidden(text, action);
    case 404:
      return notFound(parsed, action, where);
    case 409:
      return conflict(parsed, text, action);
    case 400:
    case 422:
      return invalid(action, fieldsOf(parsed) ?? fieldsOfText(text));
    case 429:
    case 502:
    case 503:
    case 504:
      return {
        code: "AR6014",
        message: `${named(where)} is too busy or restarting: ${oneLine(text)}`,
        hint: "Try again in a minute",
      };
    default:
      return {
        code: status >= 500 ? "AR6014" : "AR6010",
        message: `${named(where)} answered ${status} to ${sentence(action)}: ${oneLine(text)}`,
      };
  }
}

function statusOf(body: string): KubernetesStatus | undefined {
  try {
    const parsed = JSON.parse(body) as KubernetesStatus | null;
    return parsed?.kind === "Status" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function forbidden(text: string, action: Action): ClusterProblem {
  const quota = /(?:exceeded|failed) quota: (.*)/s.exec(text);
  if (quota !== null) {
    return {
      code: "AR6013",
      message: `the quota of the namespace \`${action.namespace}\` does not allow it: ${oneLine(quota[1] ?? "")}`,
      hint: "Delete what is finished, or ask for a larger quota: `kubectl describe quota`",
    };
  }
  const user = /User "([^"]*)"/.exec(text)?.[1];
  if (user === undefined)
    return { code: "AR6024", message: `the cluster's policy refused to ${sentence(action)}: ${oneLine(text)}` };
  return {
    code: "AR6007",
    message: `\`${user}\` may not \`${action.verb}\` ${resourceName(action)} in the namespace \`${action.namespace}\``,
    hint: `Ask its administrator to run: ${grant(user, action.namespace)}`,
  };
}

/** Commands that give a user everything that submitting and following needs. */
function grant(user: string, namespace: string): string {
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(user);
  const subject = account === null ? `--user=${quoted(user)}` : `--serviceaccount=${account[1]}:${account[2]}`;
  const role =
    `kubectl -n ${namespace} create role argosy-submit --verb=create,get,list,watch,patch ` +
    "--resource=workflows.argoproj.io,workflowtemplates.argoproj.io,configmaps,pods,pods/log";
  return `${role} && kubectl -n ${namespace} create rolebinding argosy-submit --role=argosy-submit ${subject}`;
}

function quoted(text: string): string {
  return /^[\w.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function notFound(parsed: KubernetesStatus | undefined, action: Action, where: Where): ClusterProblem {
  if (parsed?.details?.kind === "namespaces") {
    return {
      code: "AR6009",
      message: `there is no namespace \`${action.namespace}\` on ${named(where)}`,
      hint: "Name another with --namespace, or create it",
    };
  }
  if (parsed === undefined && action.group === "argoproj.io") {
    return {
      code: "AR6008",
      message: `Argo Workflows is not installed on ${named(where)}: it does not know ${resourceName(action)}`,
      hint: "Install it (https://argo-workflows.readthedocs.io/en/latest/installation/), or pick another cluster with --context",
    };
  }
  return {
    code: "AR6016",
    message: `there is no ${resourceName(action)}${action.name === undefined ? "" : ` \`${action.name}\``} in the namespace \`${action.namespace}\``,
  };
}

function conflict(parsed: KubernetesStatus | undefined, text: string, action: Action): ClusterProblem {
  const what = `${resourceName(action)} \`${action.name ?? parsed?.details?.name ?? ""}\` in the namespace \`${action.namespace}\``;
  if (parsed?.reason === "AlreadyExists") return { code: "AR6011", message: `${what} exists already` };
  const owners = parsed?.details?.causes
    ?.flatMap(({ message, field }) => `${field ?? ""} (${message ?? ""})`)
    .join(", ");
  return {
    code: "AR6011",
    message: `${what} is also managed by something else: ${owners || oneLine(text)}`,
    hint: "Rename the pipeline, or delete the object when nobody needs it",
  };
}

function invalid(action: Action, fields: readonly string[]): ClusterProblem {
  return {
    code: "AR6010",
    message: `the cluster does not accept ${resourceName(action)}${action.name === undefined ? "" : ` \`${action.name}\``}: ${fields.join("; ")}`,
    hint: "When the pipeline compiled without errors this is a bug of Argosy, or an Argo older than 3.7.16: please report it",
  };
}

function fieldsOf(parsed: KubernetesStatus | undefined): readonly string[] | undefined {
  return parsed?.details?.causes?.map(({ field, message }) =>
    field === undefined ? (message ?? "") : `${field}: ${message ?? ""}`,
  );
}

// `failed to create typed patch object (…): errors:\n  .spec.x: …\n  .spec.y: …`, or one error on the same line.
function fieldsOfText(text: string): readonly string[] {
  const strict = /strict decoding error: (.*)/s.exec(text)?.[1];
  const typed = /typed patch object \([^)]*\): (?:errors:)?(.*)/s.exec(text)?.[1];
  return (strict ?? typed ?? text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function tooLarge(action: Action): ClusterProblem {
  return {
    code: "AR6012",
    message: `${resourceName(action)}${action.name === undefined ? "" : ` \`${action.name}\``} is larger than the cluster can store`,
    hint: "Pass large parameters as artifacts, and split the pipeline when it has hundreds of steps",
  };
}

function sentence(action: Action): string {
  return `${action.verb} ${resourceName(action)}${action.name === undefined ? "" : ` \`${action.name}\``}`;
}

function resourceName({ resource, group }: Action): string {
  return group === undefined ? `\`${resource}\`` : `\`${resource}.${group}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").slice(0, 500);
}

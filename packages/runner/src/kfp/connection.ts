/** Where a server of Kubeflow is, and who asks. */
import { readFile } from "node:fs/promises";
import { KfpError } from "./kfp-error.ts";

export interface KfpSettings {
  /** `http://localhost:8888`, a forwarded port, or the address of Kubeflow's page. */
  readonly host: string;
  /** Needed where several users share a server. */
  readonly namespace?: string;
  /** A bearer token. */
  readonly token?: string;
  /** A file that holds one and is written anew from time to time, as Kubernetes does in pods. */
  readonly tokenFile?: string;
  /** Sent with every request, as a cookie of a login page or `kubeflow-userid` are. */
  readonly headers?: { readonly [name: string]: string };
  /** Default `/apis/v2beta1`. */
  readonly prefix?: string;
}

/** In a pod of Kubeflow's, where its token lies. */
const TOKEN_FILE_VARIABLE = "KF_PIPELINES_SA_TOKEN_PATH";

/** Settings with what the environment says. */
export function withEnvironment(settings: KfpSettings, env: NodeJS.ProcessEnv): KfpSettings {
  const tokenFile = settings.tokenFile ?? env[TOKEN_FILE_VARIABLE];
  return tokenFile === undefined || settings.token !== undefined ? settings : { ...settings, tokenFile };
}

/** @throws {KfpError} AR6102 when there is no token where one should be. */
export async function headersOf({ token, tokenFile, headers }: KfpSettings): Promise<Record<string, string>> {
  const bearer = token ?? (tokenFile === undefined ? undefined : await readToken(tokenFile));
  return { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new KfpError(
      { code: "AR6102", message: `the token of the service account cannot be read from ${file}` },
      cause,
    );
  }
}

/** A namespace of its own on a real cluster, and the `argosy` command run against it. */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Of the test cluster: an image with Node.js, and an S3 server that pods and this machine reach under one address. */
const IMAGE = process.env["ARGOSY_TEST_IMAGE"] ?? "localhost/node:24";
const S3 = process.env["ARGOSY_TEST_S3"] ?? "http://10.244.0.1:9000";
const S3_KEYS = { accessKey: "local", secretKey: "local-secret" };
const SERVICE_ACCOUNT = "workflow";

export interface Cluster extends AsyncDisposable {
  readonly namespace: string;
  /** An image with Node.js and a shell. */
  readonly image: string;
  /** A scratch folder for kubeconfigs and inputs. */
  readonly folder: string;
  kubectl(...args: readonly string[]): Promise<string>;
  /** A kubeconfig for a service account of the namespace, made when it does not exist. */
  kubeconfigOf(account: string): Promise<string>;
  argosy(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** `argosy submit FILE --watch --json` with the namespace's account, image and store. */
  submit(file: string, input: object, options?: SubmitOptions): Promise<CommandResult>;
  /** The same, to be looked at while it runs. */
  start(file: string, input: object, args?: readonly string[]): RunningCommand;
  /** Asks every second until it is so, for a minute unless said otherwise. */
  eventually(isSo: () => Promise<boolean>, seconds?: number): Promise<void>;
}

export interface RunningCommand {
  readonly ended: Promise<CommandResult>;
  /** Resolves when it has printed it on stderr; rejects when it ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** As Ctrl-C does. */
  interrupt(): void;
}

export interface CommandOptions {
  readonly env?: { readonly [name: string]: string | undefined };
  /** Ends the command when it takes longer. */
  readonly timeoutMs?: number;
}

export interface SubmitOptions extends CommandOptions {
  readonly args?: readonly string[];
  /** Default: true. */
  readonly watch?: boolean;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws {Error} when there is no cluster: these tests are about a real one. */
export async function openCluster(): Promise<Cluster> {
  const kubeconfig = process.env["KUBECONFIG"];
  if (kubeconfig === undefined) throw new Error("set KUBECONFIG to a cluster with Argo Workflows to run these tests");
  const namespace = `argosy-test-${randomBytes(3).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), `${namespace}-`));
  const kubectl = async (...args: readonly string[]): Promise<string> =>
    (await execute("kubectl", ["--kubeconfig", kubeconfig, "-n", namespace, ...args], { maxBuffer: 64 * 2 ** 20 }))
      .stdout;

  const manifest = join(folder, "namespace.json");
  await writeFile(manifest, JSON.stringify({ apiVersion: "v1", kind: "List", items: namespaceObjects(namespace) }));
  await kubectl("apply", "-f", manifest);

  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    AWS_ACCESS_KEY_ID: S3_KEYS.accessKey,
    AWS_SECRET_ACCESS_KEY: S3_KEYS.secretKey,
    ARGOSY_NAMESPACE: namespace,
    ARGOSY_SERVICE_ACCOUNT: SERVICE_ACCOUNT,
    ARGOSY_IMAGE: IMAGE,
    ARGOSY_STORE: `s3://artifacts/${namespace}?endpoint=${S3}&region=us-east-1&pathStyle=true`,
  };
  const argosy = (args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> =>
    startCommand(args, { ...env, ...options.env }, options.timeoutMs ?? 300_000).ended;
  return {
    namespace,
    image: IMAGE,
    folder,
    kubectl,
    kubeconfigOf: (account) => accountKubeconfig(account, folder, namespace, kubectl),
    argosy,
    submit: async (file, input, { args = [], watch = true, ...options } = {}) => {
      const given = await inputArguments(input, folder);
      return argosy(["submit", file, ...(watch ? ["--watch"] : []), "--json", ...given, ...args], options);
    },
    start: (file, input, args = []) =>
      startCommand(["submit", file, "--watch", "--json", "--input", JSON.stringify(input), ...args], env, 300_000),
    eventually,
    async [Symbol.asyncDispose]() {
      await kubectl("delete", "namespace", namespace, "--wait=false");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function namespaceObjects(namespace: string): readonly object[] {
  const rbac = { apiVersion: "rbac.authorization.k8s.io/v1" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: SERVICE_ACCOUNT, namespace } },
    {
      ...rbac,
      kind: "Role",
      metadata: { name: "executor", namespace },
      rules: [{ apiGroups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] }],
    },
    {
      ...rbac,
      kind: "RoleBinding",
      metadata: { name: "executor", namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "executor" },
      subjects: [{ kind: "ServiceAccount", name: SERVICE_ACCOUNT, namespace }],
    },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "s3", namespace }, stringData: S3_KEYS },
  ];
}

async function accountKubeconfig(
  account: string,
  folder: string,
  namespace: string,
  kubectl: Cluster["kubectl"],
): Promise<string> {
  const exists = await kubectl("get", "serviceaccount", account, "--ignore-not-found", "-o", "name");
  if (exists === "") await kubectl("create", "serviceaccount", account);
  const token = (await kubectl("create", "token", account)).trim();
  const config = JSON.parse(await kubectl("config", "view", "--raw", "--minify", "-o", "json"));
  const path = join(folder, `${account}.kubeconfig`);
  await writeFile(
    path,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: config.clusters,
      users: [{ name: account, user: { token } }],
      contexts: [{ name: account, context: { cluster: config.clusters[0].name, user: account, namespace } }],
      "current-context": account,
    }),
  );
  return path;
}

/** A file when Linux would not take it as one argument. */
async function inputArguments(input: object, folder: string): Promise<readonly string[]> {
  const text = JSON.stringify(input);
  if (text.length < 100_000) return ["--input", text];
  const path = join(folder, `input-${randomBytes(3).toString("hex")}.json`);
  await writeFile(path, text);
  return ["--input-file", path];
}

/** A question that the cluster cannot answer yet, as the log of a container that is not there, is asked again. */
async function eventually(isSo: () => Promise<boolean>, seconds = 180): Promise<void> {
  let cause: unknown;
  for (let attempt = 0; attempt < seconds; attempt += 1) {
    try {
      if (await isSo()) return;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`it did not come true within ${seconds} s`, { cause });
}

function startCommand(args: readonly string[], env: NodeJS.ProcessEnv, timeoutMs: number): RunningCommand {
  const child = spawn(join(ROOT, "node_modules", ".bin", "argosy"), args, {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const timer = setTimeout(() => child.kill("SIGTERM"), timeoutMs);
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const late = signal === null ? "" : `\nended by ${signal}: did it take longer than ${timeoutMs} ms?\n`;
      resolve({ exitCode: code ?? 128, stdout: stdout(), stderr: stderr() + late });
    });
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(stderr());
        if (found !== null) resolve(found);
      };
      child.stderr.on("data", look);
      look();
      void ended.then((result) => reject(new Error(`it ended without ${pattern}:\n${result.stderr}`)), reject);
    });
  return { ended, printed, interrupt: () => void child.kill("SIGINT") };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Runs at most `limit` at once: a pod takes seconds mostly of waiting, but the machine is small. */
export function limiter(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Everything that can go wrong gives one clear message, the documented exit code, and nothing on stdout. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, type CommandResult, limiter, openCluster } from "./cluster.ts";

const FILE = fileURLToPath(new URL("pipelines/failing.ts", import.meta.url));
const limited = limiter(4);
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

function submit(
  pipeline: string,
  input: object,
  options: Parameters<Cluster["submit"]>[2] = {},
): Promise<CommandResult> {
  return limited(() =>
    cluster.submit(FILE, input, { ...options, args: ["--pipeline", pipeline, ...(options.args ?? [])] }),
  );
}

/** `failing.ts:8:9` of the only place that holds the text. */
function placeOf(text: string): string {
  const lines = readFileSync(FILE, "utf8").split("\n");
  const line = lines.findIndex((each) => each.includes(text));
  return `failing.ts:${line + 1}:${(lines[line]?.indexOf(text) ?? 0) + 1}`;
}

function expectFailure({ exitCode, stdout, stderr }: CommandResult, code: number): void {
  expect(exitCode, stderr).toBe(code);
  expect(stdout).toBe("");
  // Neither our stack nor Node's.
  expect(stderr).not.toMatch(/^\s+at .*(packages\/|node_modules|node:internal)/m);
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.concurrent("a run that fails", () => {
  it("names the step that threw, its line and its last lines", async () => {
    const result = await submit("throwing", { rows: 40 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("TypeError");
    expect(result.stderr).toContain("row 42 has no label");
    expect(result.stderr).toContain("boom");
    expect(result.stderr).toContain(placeOf("new TypeError(`row"));
    expect(result.stderr).toContain("reading 42 rows");
    expect(result.stderr).toContain("about to fail");
    expect(result.stderr).not.toContain("argo=true");
  });

  it("names the item of a fan-out that failed", async () => {
    const result = await submit("throwingItem", { rows: [1, -7] });
    expectFailure(result, 4);
    expect(result.stderr).toContain("row -7 has no label");
    expect(result.stderr).toMatch(/boom.*(\[1\]|item 1)/);
  });

  it("tells the code of a step that left the process", async () => {
    const result = await submit("leaving", { code: 3 });
    expectFailure(result, 4);
    expect(result.stderr).toMatch(/step `leave` failed.*process\.exit\(3\)/);
    expect(result.stderr).toContain("leaving");
  });

  it("does not take a step that left with 0 for one that gave a result", async () => {
    const result = await submit("leaving", { code: 0 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("leave");
  });

  it("points at the value that JSON cannot hold", async () => {
    const result = await submit("dividing", { value: 1 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("Infinity");
    expect(result.stderr).toContain("score");
  });

  it("says that memory was too small", async () => {
    const result = await submit("eating", { mebibytes: 400 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("OutOfMemoryError");
  });

  it("says that the step took too long", async () => {
    const result = await submit("sleeping", { seconds: 120 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("TimeoutError");
  });

  it.each<[pipeline: string, input: object]>([
    ["throwing", { rows: 40 }],
    ["throwingItem", { rows: [1, -7] }],
    ["sleeping", { seconds: 120 }],
    ["bodyThrows", { count: 1 }],
    ["itemThrows", { counts: [2, 1] }],
    ["roundThrows", { counts: [2, 2, 1] }],
  ])("says the same as a run on this machine: %s", async (pipeline, input) => {
    const here = await cluster.argosy(["run", FILE, "--pipeline", pipeline, "--input", JSON.stringify(input)]);
    const there = await submit(pipeline, input);
    const said = ({ stderr }: CommandResult): string | undefined => /^.* - error AR5\d+: .*$/m.exec(stderr)?.[0];
    expect(said(here)).toBeDefined();
    expect(said(there)).toBe(said(here));
  });

  it("points at the pipeline's own line when the code between steps throws", async () => {
    const result = await submit("bodyThrows", { count: 1 });
    expectFailure(result, 4);
    expect(result.stderr).toContain("RangeError: nobody is called ada");
    expect(result.stderr).toContain(placeOf(`pick(all, "ada")`));
  });
});

describe.concurrent("a cluster that refuses", () => {
  it("is told from one that is not there", async () => {
    const kubeconfig = join(cluster.folder, "dead.kubeconfig");
    const server = `https://127.0.0.1:${await unusedPort()}`;
    const parts = {
      clusters: [{ name: "dead", cluster: { server } }],
      users: [{ name: "me", user: { token: "t" } }],
      contexts: [{ name: "dead", context: { cluster: "dead", user: "me" } }],
    };
    await writeFile(
      kubeconfig,
      JSON.stringify({ apiVersion: "v1", kind: "Config", ...parts, "current-context": "dead" }),
    );
    const result = await submit("waiting", { seconds: 0 }, { env: { KUBECONFIG: kubeconfig } });
    expectFailure(result, 5);
    expect(result.stderr).toContain("AR6004");
    expect(result.stderr).toContain(`${server} refuses the connection`);
  });

  it("is not asked without a kubeconfig, or with an unknown context", async () => {
    const missing = await submit("waiting", { seconds: 0 }, { env: { KUBECONFIG: join(cluster.folder, "none") } });
    expectFailure(missing, 5);
    expect(missing.stderr).toContain("AR6001");
    const unknown = await submit("waiting", { seconds: 0 }, { args: ["--context", "nowhere"] });
    expectFailure(unknown, 5);
    expect(unknown.stderr).toContain("AR6003");
    expect(unknown.stderr).toContain("nowhere");
  });

  it("is told what right the user lacks, and how to grant it", async () => {
    const kubeconfig = await cluster.kubeconfigOf("nobody");
    const result = await submit("waiting", { seconds: 0 }, { env: { KUBECONFIG: kubeconfig } });
    expectFailure(result, 5);
    expect(result.stderr).toContain("AR6007");
    expect(result.stderr).toContain(`system:serviceaccount:${cluster.namespace}:nobody`);
    expect(result.stderr).toMatch(/may not `patch` `(configmaps|workflowtemplates\.argoproj\.io)`/);
    expect(result.stderr).toContain("kubectl -n");
  });

  it("accepts who runs the commands of the hint", async () => {
    const kubeconfig = await cluster.kubeconfigOf("somebody");
    const refused = await submit("waiting", { seconds: 0 }, { env: { KUBECONFIG: kubeconfig } });
    const commands = [...refused.stderr.matchAll(/kubectl -n \S+ (create (?:role|rolebinding) [^&\n]+)/g)].map(
      ([, command = ""]) => command.trim(),
    );
    expect(commands).toHaveLength(2);
    for (const command of commands) await cluster.kubectl(...command.split(/\s+/));
    const accepted = await submit("waiting", { seconds: 0 }, { env: { KUBECONFIG: kubeconfig } });
    expect(accepted.exitCode, accepted.stderr).toBe(0);
    expect(JSON.parse(accepted.stdout)).toBe(0);
  });

  it("is told that the pods' account may not report", async () => {
    await cluster.kubectl("create", "serviceaccount", "bare");
    const result = await submit("waiting", { seconds: 0 }, { args: ["--service-account", "bare"] });
    expectFailure(result, 5);
    expect(result.stderr).toContain("AR6018");
    expect(result.stderr).toContain("workflowtaskresults.argoproj.io");
  });

  it("is told that the pods' account does not exist", async () => {
    const result = await submit("waiting", { seconds: 0 }, { args: ["--service-account", "gone"] });
    expectFailure(result, 5);
    expect(result.stderr).toContain("AR6019");
  });

  it("is told that the namespace does not exist", async () => {
    const result = await submit("waiting", { seconds: 0 }, { args: ["--namespace", "argosy-test-none"] });
    expectFailure(result, 5);
    expect(result.stderr).toContain("AR6009");
  });
});

describe.concurrent("what is wrong before anything is asked", () => {
  // With this kubeconfig, exit code 5 would mean that the cluster was asked all the same.
  const nowhere = { env: { KUBECONFIG: "/nonexistent" } };

  it("is a parameter of the wrong type", async () => {
    const result = await submit("waiting", { seconds: "long" }, nowhere);
    expectFailure(result, 2);
    expect(result.stderr).toContain("seconds");
  });

  it("is a parameter that is missing or unknown", async () => {
    expectFailure(await submit("waiting", {}, nowhere), 2);
    const unknown = await submit("waiting", { seconds: 1, minutes: 1 }, nowhere);
    expectFailure(unknown, 2);
    expect(unknown.stderr).toContain("minutes");
  });

  it("is an unknown pipeline", async () => {
    const result = await submit("wating", { seconds: 1 }, nowhere);
    expect([1, 2], result.stderr).toContain(result.exitCode);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain("wating");
  });
});

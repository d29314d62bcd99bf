import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";
import { churn } from "./sources.ts";

/** What `submit` says before a cluster has said anything; `tests/cluster` has the rest. */
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "churn.ts": churn,
    "corpus.txt": "some text\n",
    "count.ts": `import { type Dataset, pipeline, step } from "@argosy/sdk";
      const size = step({ memory: "64Mi" }, async ({ corpus }: { corpus: Dataset }) => corpus.bytes);
      export const count = pipeline({ name: "count" }, async ({ corpus }: { corpus: Dataset }) => size({ corpus }));`,
  });
});
afterAll(() => project.remove());

function kubeconfig(server: string): string {
  return `apiVersion: v1
kind: Config
current-context: here
clusters: [{ name: c, cluster: { server: "${server}", insecure-skip-tls-verify: true } }]
users: [{ name: u, user: { token: t } }]
contexts: [{ name: here, context: { cluster: c, user: u, namespace: team } }]
`;
}

describe("argosy submit", () => {
  it("needs a kubeconfig", async () => {
    expect(await project.argosy("submit churn.ts --set rows=1")).toEqual({
      code: 5,
      stdout: "",
      stderr: `error AR6001: there is no kubeconfig: /nonexistent/.kube/config does not exist
  hint: Set KUBECONFIG to the cluster's kubeconfig file, or log in with your cloud's command line
`,
    });
  });

  it("names the contexts that there are, as a line of JSON when that is asked for", async () => {
    await project.write("kubeconfig", kubeconfig("https://127.0.0.1:1"));
    const env = { KUBECONFIG: project.path("kubeconfig") };
    const { code, stdout, stderr } = await project.argosy(
      "submit churn.ts --set rows=1 --context there --format json",
      { env },
    );
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      code: "AR6003",
      severity: "error",
      message: "the kubeconfig has no context `there`",
      hint: "Use --context with one of: here",
    });
  });

  it.each(["", "--watch --json"])("says that nobody answers (%s)", async (more) => {
    await project.write("closed", kubeconfig(`https://127.0.0.1:${await closedPort()}`));
    const env = { KUBECONFIG: project.path("closed") };
    const { code, stdout, stderr } = await project.argosy(`submit churn.ts --set rows=1 ${more}`, { env });
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toMatch(
      /^error AR6004: the cluster `here` at https:\S+ refuses the connection\n {2}hint: [^\n]+\n$/,
    );
  });

  it("checks parameters before it contacts the cluster", async () => {
    const { code, stdout, stderr } = await project.argosy("submit churn.ts --set rows=many");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error AR5103: .*`rows`/);
  });

  it("saves no file without a store", async () => {
    const { code, stdout, stderr } = await project.argosy("submit count.ts --set corpus=corpus.txt");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      "error AR5106: `corpus.txt` for the parameter `corpus` cannot be saved: a cluster has no store unless it is told one\n  hint: ",
    );
    expect(stderr).toContain("--store");
  });

  it("saves no file where the cluster would not find it", async () => {
    const without = await project.argosy("submit count.ts --set corpus=corpus.txt --store file:///nowhere/store");
    expect(without).toMatchObject({ code: 2, stdout: "" });
    expect(without.stderr).toContain("error AR4111: pods cannot see the store");
    await project.write("volume/count.ts", await readFile(project.path("count.ts"), "utf8"));
    await project.write(
      "volume/argosy.config.ts",
      `export default { store: { url: "file:///nowhere/store", volume: { persistentVolumeClaim: { claimName: "store" } } } };`,
    );
    const { code, stdout, stderr } = await project.argosy("submit volume/count.ts --set corpus=corpus.txt");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      "file:///nowhere/store lies on a volume of the cluster, and this machine has no such directory",
    );
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 1;
}

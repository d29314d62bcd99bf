/** Which failed pods a real controller starts again, with hand-written programs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { out, pod, program, scope, step } from "../../packages/compiler/src/4-emit/argo/programs.fixture.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { code, runByHand } from "./hand-written.ts";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe.concurrent("the controller", () => {
  it("starts again what may help, within its time, and nothing else", async () => {
    const all = { limit: 1, on: ["error", "oom", "preempted", "timeout"] } as const;
    const given = program({
      name: "retries",
      steps: [
        step("flaky", {
          retry: all,
          env: { TEXT: "$(HOME) $$ $x", HOME_DIRECTORY: "y" },
          labels: { team: "ml" },
          shm: "64Mi",
        }),
        step("never", { retry: all }),
        step("slow", { retry: { limit: 1, on: ["timeout"] }, timeoutSeconds: 6 }),
        step("error-only", { retry: { limit: 1, on: ["error"], exitCodes: [3], backoffSeconds: 1 } }),
        step("greedy", { retry: { limit: 1, on: ["oom"] }, memory: { request: "96Mi", limit: "96Mi" } }),
      ],
      scopes: [
        scope("main", {
          tasks: [pod("a", "flaky"), pod("b", "never"), pod("c", "slow"), pod("d", "error-only"), pod("e", "greedy")],
          output: { kind: "ref", ref: out("a") },
        }),
      ],
    });
    const { phase, nodes } = await runByHand(cluster, given, {
      flaky: `if (process.env.ARGOSY_ATTEMPT === "0") process.exit(1);\n${code("{ out: JSON.stringify(process.env.TEXT) }")}`,
      never: "process.exit(66);",
      slow: "setTimeout(() => {}, 60000);",
      "error-only": "process.exit(1);",
      greedy: "const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));",
    });
    expect(phase).toBe("Failed");
    const attempts = (name: string): readonly (string | undefined)[] =>
      nodes
        .filter(({ displayName }) => displayName.startsWith(`${name}(`))
        .sort((x, y) => x.displayName.localeCompare(y.displayName))
        .map(({ phase: one, outputs }) => `${one} ${outputs?.exitCode}`);
    expect(attempts("a")).toEqual(["Failed 1", "Succeeded 0"]);
    expect(attempts("b")).toEqual(["Failed 66"]);
    expect(attempts("c")).toHaveLength(2);
    expect(attempts("d")).toEqual(["Failed 1"]);
    expect(attempts("e")).toEqual(["Failed 134", "Failed 134"]);
  });

  it("starts a pod again that its node lost", async () => {
    const given = program({
      name: "lost",
      steps: [step("lost", { retry: { limit: 1, on: ["preempted"] } })],
      scopes: [scope("main", { tasks: [pod("a", "lost")], output: { kind: "ref", ref: out("a") } })],
    });
    const lose = async (workflow: string): Promise<void> => {
      // Before the controller has seen it run, it starts the same attempt again and counts no retry.
      const isRunning = async (): Promise<boolean> => {
        const { status } = JSON.parse(await cluster.kubectl("get", "workflow", workflow, "-o", "json"));
        const nodes: readonly { displayName: string; phase: string }[] = Object.values(status?.nodes ?? {});
        return nodes.some(({ displayName, phase }) => displayName === "a(0)" && phase === "Running");
      };
      await cluster.eventually(isRunning);
      await cluster.kubectl("delete", "pods", "-l", `workflows.argoproj.io/workflow=${workflow},argosy.dev/step=lost`);
    };
    const waits = `if (process.env.ARGOSY_ATTEMPT === "0") await new Promise((resolve) => setTimeout(resolve, 60000));`;
    const codes = { lost: `${waits}\n${code("{ out: attempt }")}` };
    const { phase, result, nodes } = await runByHand(cluster, given, codes, {}, lose);
    expect(phase).toBe("Succeeded");
    // The controller either counts a retry, or starts the same attempt again when it had not yet seen the pod run.
    expect(["0", "1"]).toContain(result);
    if (result === "0") return;
    // Whichever it sees first: the pod that ended with 143, or that it is gone.
    expect(["Failed", "Error"]).toContain(nodes.find(({ displayName }) => displayName === "a(0)")?.phase);
  });
});

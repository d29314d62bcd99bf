/** What ends a step from outside is caught by the program, after its retries; nothing waits for an output that is not there. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "./cluster.ts";

const FILE = fileURLToPath(new URL("pipelines/caught.ts", import.meta.url));
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe.concurrent("a step that is ended from outside inside try", () => {
  it("runs out of memory, out of time, or leaves", async () => {
    const { exitCode, stdout, stderr } = await cluster.submit(FILE, {}, { args: ["--pipeline", "caught"] });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("trying again");
    expect(JSON.parse(stdout)).toEqual({
      texts: [
        "hungry: OutOfMemoryError: the step ran out of memory",
        "slow: TimeoutError: the step ran longer than its timeout of 5 s",
        "leave: Error: the step's process ended with exit code 3",
        "wait: 0",
      ],
      ends: [1, "OutOfMemoryError"],
    });
  });

  it("loses its pod", async () => {
    const run = cluster.start(FILE, {}, ["--pipeline", "deleted"]);
    await cluster.eventually(async () => {
      const pods = await cluster.kubectl("get", "pods", "--field-selector=status.phase=Running", "-o", "name");
      const pod = pods.split("\n").find((name) => /\/deleted-.*-wait-/.test(name));
      if (pod !== undefined) await cluster.kubectl("delete", pod, "--wait=false");
      return pod !== undefined;
    });
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ text: "wait: PreemptedError: the step's pod was ended from outside" });
  });
});

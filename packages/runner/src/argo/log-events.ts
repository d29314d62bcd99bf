/** What the pods of a run print, as events. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { RunEventBody } from "../events.ts";
import type { Api } from "./api.ts";
import { locate } from "./locate.ts";
import { followLog, podNameOf, type LogFollower } from "./logs.ts";
import type { Nodes } from "./nodes.ts";
import { pause } from "./pause.ts";

export interface LogEvents {
  /** Starts to follow the pods that have started since. */
  update(nodes: Nodes, program: LoweredProgram): void;
  /** Resolves once all that was printed was handed on, or after a moment: a log is not worth waiting for. */
  drained(): Promise<void>;
  stop(): void;
}

// Each is an open connection; of a wide fan-out the first ones are shown.
const MOST_AT_ONCE = 20;
const DRAIN_MS = 3_000;

export function followLogs(api: Api, run: string, emit: (event: RunEventBody) => void): LogEvents {
  const seen = new Set<string>();
  const open = new Set<LogFollower>();
  return {
    update: (nodes, program) => {
      for (const node of Object.values(nodes)) {
        if (node.type !== "Pod" || node.phase === "Pending" || seen.has(node.id)) continue;
        const located = locate(node, nodes, program);
        if (located === undefined || open.size >= MOST_AT_ONCE) continue;
        seen.add(node.id);
        const { ref: task, attempt } = located;
        const follower = followLog(api, podNameOf(run, node), (line) =>
          emit({ kind: "task-log", task, attempt, stream: "stdout", line }),
        );
        open.add(follower);
        void follower.ended.then(() => open.delete(follower));
      }
    },
    drained: async () => {
      const waited = new AbortController();
      await Promise.race([
        Promise.all([...open].map(({ ended }) => ended)),
        pause(DRAIN_MS, waited.signal).catch(() => {}),
      ]);
      waited.abort();
    },
    stop: () => {
      for (const follower of open) follower.stop();
    },
  };
}

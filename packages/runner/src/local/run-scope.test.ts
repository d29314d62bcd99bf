import fc from "fast-check";
import { expect, test } from "vitest";
import type { LoweredProgram, StepIr, Task } from "@argosy/sdk/ir";
import type { RunEventBody, RunFailure } from "../events.ts";
import { fanout, guard, out, pod, SPAN } from "../fixtures/programs.ts";
import type { PodWork } from "./attempt.ts";
import { planProgram } from "./plan.ts";
import { createPool } from "./pool.ts";
import { NOTHING_BEFORE } from "./reuse.ts";
import type { PodDone } from "./run-pod.ts";
import { runScope } from "./run-scope.ts";
import type { Run } from "./run.ts";
import { BODY } from "./task-path.ts";

/**
 * Random programs on the real scheduler, with pods that only wait: every program ends, in the right order, within the
 * machine.
 */
const MACHINE = { cpuMillis: 2000, memoryBytes: 1000 };

interface PodShape {
  readonly kind: "pod";
  readonly needs: readonly number[];
  /** The task before it that has to hold `true`, or `false`. */
  readonly guardedBy?: { readonly task: number; readonly is: boolean };
  readonly fails: boolean;
  readonly turns: number;
  readonly millis: number;
}
interface FanoutShape {
  readonly kind: "fanout";
  readonly needs: readonly number[];
  readonly items: number;
  readonly body: readonly Shape[];
}
type Shape = PodShape | FanoutShape;

const { scope } = fc.letrec<{ scope: readonly Shape[]; shape: Shape; pod: Shape; fanout: Shape }>((tie) => ({
  pod: fc
    .record(
      {
        kind: fc.constant("pod" as const),
        needs: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
        guardedBy: fc.record({ task: fc.nat({ max: 8 }), is: fc.boolean() }),
        fails: fc.boolean(),
        turns: fc.nat({ max: 3 }),
        millis: fc.integer({ min: 1, max: 3000 }),
      },
      { requiredKeys: ["kind", "needs", "fails", "turns", "millis"] },
    )
    .map((shape) => ({ ...shape, fails: shape.fails && shape.turns === 3 })),
  fanout: fc.record({
    kind: fc.constant("fanout" as const),
    needs: fc.array(fc.nat({ max: 8 }), { maxLength: 2 }),
    items: fc.nat({ max: 3 }),
    body: tie("scope"),
  }),
  shape: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { arbitrary: tie("pod"), weight: 4 },
    { arbitrary: tie("fanout"), weight: 1 },
  ),
  scope: fc.array(tie("shape"), { minLength: 1, maxLength: 9 }),
}));

/** The lowered form: tasks only need and ask what stands before them. */
function lower(main: readonly Shape[]): {
  readonly program: LoweredProgram;
  readonly shapes: ReadonlyMap<string, PodShape>;
} {
  const scopes: { [id: string]: LoweredProgram["scopes"][string] } = {};
  const shapes = new Map<string, PodShape>();
  const steps: StepIr[] = [];
  const calls: LoweredProgram["calls"][number][] = [];
  /** Gives how many fan-outs collected the scope's value. */
  const add = (id: string, own: readonly Shape[]): number => {
    const tasks: Task[] = [];
    const lists = new Map<string, number>();
    own.forEach((shape, index) => {
      const name = `${id}.${index}`;
      const needs = [...new Set(shape.needs.filter((need) => need < index))].map((need) => `${id}.${need}`);
      if (shape.kind === "fanout") {
        const items = Array.from({ length: shape.items }, (_, item) => `[${item}]`);
        lists.set(name, 1 + add(`${name}b`, shape.body));
        tasks.push(fanout(name, { kind: "constant", items }, `${name}b`, { needs }));
        return;
      }
      const before = tasks[shape.guardedBy?.task ?? index];
      const isGuarded = before?.kind === "pod" && shape.guardedBy !== undefined;
      const step = `s${name}`;
      shapes.set(name, shape);
      steps.push({
        id: step,
        name: step,
        module: "",
        binding: "",
        options: { cpu: { request: `${shape.millis}m` }, memory: { request: "1" } },
        input: {},
        output: {},
        span: SPAN,
        optionSpans: {},
      });
      calls.push({ key: name, step, reads: [], bindings: [], checks: [], ports: [], inFanout: false });
      tasks.push(
        pod(name, step, {
          needs: isGuarded ? [...new Set([...needs, before.id])] : needs,
          guards: isGuarded ? [guard(before.id, "g", shape.guardedBy?.is ?? true)] : [],
        }),
      );
    });
    const last = (tasks.at(-1) as Task).id;
    scopes[id] = {
      id,
      inputs: ["item"],
      tasks,
      output: { kind: "ref", ref: out(last, lists.get(last) ?? 0) },
      raises: [],
    };
    return lists.get(last) ?? 0;
  };
  add("main", main);
  return {
    shapes,
    program: { version: 1, name: "random", options: {}, params: [], steps, main: "main", scopes, calls, span: SPAN },
  };
}

interface Watched {
  readonly ended: Map<string, "done" | "failed">;
  readonly events: RunEventBody[];
  readonly failures: RunFailure[];
  most: number;
}

function createRun(program: LoweredProgram, shapes: ReadonlyMap<string, PodShape>, watched: Watched): Run {
  const signal = new AbortController().signal;
  const pool = createPool(MACHINE, Number.POSITIVE_INFINITY, signal);
  let used = 0;
  const runPod = async (
    _: Run,
    { ref, call, demand, history }: PodWork,
    priority: number,
  ): Promise<PodDone | undefined> => {
    const shape = shapes.get(call.key) as PodShape;
    const release = await pool.acquire(demand, priority);
    used += demand.cpuMillis;
    watched.most = Math.max(watched.most, used > demand.cpuMillis ? used : 0);
    for (let turn = 0; turn < shape.turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    used -= demand.cpuMillis;
    watched.ended.set(ref.path, shape.fails ? "failed" : "done");
    release();
    const ports = new Map([
      ["out", JSON.stringify(ref.path)],
      ["g", String(shape.turns % 2 === 0)],
    ]);
    if (!shape.fails) return { ports, history };
    watched.failures.push({ name: "Error", message: ref.path, cause: "error" });
    return undefined;
  };
  const bundles = program.steps.map(({ id }) => ({ step: id, sha256: "", digest: "", code: "" }));
  return {
    plan: planProgram(program, bundles),
    signal,
    runPod,
    emit: (event: RunEventBody) => watched.events.push(event),
    fail: (failure: RunFailure) => watched.failures.push(failure),
  } as unknown as Run;
}

/** What must have happened, told from the program alone. Gives the scope's value, or undefined when it failed. */
function expectScope(
  program: LoweredProgram,
  shapes: ReadonlyMap<string, PodShape>,
  id: string,
  prefix: string,
  expected: Map<string, "done" | "failed">,
): unknown {
  const ends = new Map<string, { readonly kind: "done" | "failed" | "skipped"; readonly value?: unknown }>();
  for (const task of program.scopes[id]?.tasks ?? []) {
    const isBlocked = task.needs.some((need) => ends.get(need)?.kind === "failed");
    if (isBlocked) {
      ends.set(task.id, { kind: "failed" });
    } else if (task.kind === "fanout") {
      const items = task.over.kind === "constant" ? task.over.items : [];
      const values = items.map((_, index) =>
        expectScope(program, shapes, task.body, `${prefix}${task.id}[${index}]/`, expected),
      );
      ends.set(task.id, values.includes(undefined) ? { kind: "failed" } : { kind: "done", value: values });
    } else {
      const [asked] = task.guards;
      const asking = asked?.ref.kind === "task" ? asked.ref.task : "";
      const isSkipped =
        asked !== undefined &&
        (ends.get(asking)?.kind !== "done" || ((shapes.get(asking)?.turns ?? 1) % 2 === 0) !== asked.is);
      const fails = shapes.get(task.id)?.fails === true;
      if (!isSkipped) expected.set(`${prefix}${task.id}`, fails ? "failed" : "done");
      ends.set(
        task.id,
        isSkipped ? { kind: "skipped" } : fails ? { kind: "failed" } : { kind: "done", value: `${prefix}${task.id}` },
      );
    }
  }
  if ([...ends.values()].some(({ kind }) => kind === "failed")) return undefined;
  const last = [...ends.values()].at(-1);
  return last?.kind === "done" ? last.value : null;
}

function valueOf(text: string, lists: number): unknown {
  const parsed = JSON.parse(text) as unknown;
  if (lists > 0 && Array.isArray(parsed)) return parsed.map((one: string) => valueOf(one, lists - 1));
  return typeof parsed === "object" && parsed !== null && "$argosy" in parsed ? null : parsed;
}

test("random programs end with what their graph says, within the machine", async () => {
  await fc.assert(
    fc.asyncProperty(scope, async (main) => {
      const { program, shapes } = lower(main);
      const watched: Watched = { ended: new Map(), events: [], failures: [], most: 0 };
      const run = createRun(program, shapes, watched);
      const plan = run.plan.scopes.get("main");
      if (plan === undefined) throw new Error("no main");
      const end = await runScope(run, plan, {
        place: BODY,
        inputs: new Map([["item", "[0]"]]),
        beyond: 0,
        history: NOTHING_BEFORE,
      });
      const expected = new Map<string, "done" | "failed">();
      const value = expectScope(program, shapes, "main", "", expected);
      expect(watched.failures.filter(({ cause }) => cause === "internal")).toEqual([]);
      expect(Object.fromEntries([...watched.ended].sort())).toEqual(Object.fromEntries([...expected].sort()));
      expect(end === undefined ? undefined : valueOf(end.text, end.lists)).toEqual(value);
      expect(watched.most).toBeLessThanOrEqual(MACHINE.cpuMillis);
    }),
    { numRuns: 300 },
  );
});

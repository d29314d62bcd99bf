/** Runs the tasks of one scope: each starts when all that it needs has ended. */
import { encodeWireError, loopLimitError, safeJson, toWireError, type WireError } from "@argosy/sdk/runtime";
import type {
  CallSite,
  CheckTask,
  FanoutTask,
  LoopTask,
  PipelineTask,
  PodTask,
  Scope,
  Span,
  Task,
  TaskId,
} from "@argosy/sdk/ir";
import type { RunFailure, TaskRef } from "../events.ts";
import { programFailure } from "../program-failure.ts";
import { itemsOf } from "./fanout-items.ts";
import { demandOf } from "./demand.ts";
import { inWindow } from "./in-window.ts";
import type { OnStop } from "./attempt.ts";
import type { ScopePlan } from "./plan.ts";
import { join, type History } from "./reuse.ts";
import type { Run } from "./run.ts";
import { allHold, chosenRef, listsOf, textOf, type Outcome, type ScopeValues } from "./scope-values.ts";
import { runWait } from "./run-wait.ts";
import { itemOf, itemPlace, pipelinePlace, taskRef, type Place } from "./task-path.ts";
import { findError } from "./wire-errors.ts";

/** Where a scope runs, and with what. */
export interface Frame {
  readonly place: Place;
  readonly inputs: ReadonlyMap<string, string>;
  /** Steps on the longest way from the scope's end to the end of the run. */
  readonly beyond: number;
  /** What happened before the scope began. */
  readonly history: History;
  /** Whether it lies in a `finally` block that runs also when the run is stopped; absent where it lies in none. */
  readonly finally?: boolean;
}

/** `undefined`: it failed, and the run knows why. */
export type ScopeEnd =
  | {
      readonly text: string;
      readonly lists: number;
      /** Of a loop's round: none follows. */
      readonly done: boolean;
      readonly history: History;
    }
  | undefined;

const FAILED: Outcome = { kind: "failed" };
const STOPPED = encodeWireError({ name: "CancelledError", message: "the run was stopped" });
// More than any machine runs at once; the others cost no memory before their turn comes.
const MOST_OPEN_ITEMS = 1_000;

/** Ends only when everything that was started has ended, also after a failure. Never rejects. */
export async function runScope(run: Run, plan: ScopePlan, frame: Frame): Promise<ScopeEnd> {
  const { scope } = plan;
  const outcomes = new Map<TaskId, Outcome>();
  const inTime = new Set<TaskId>();
  const values: ScopeValues = { inputs: frame.inputs, outcomes };
  const ends = new Map(scope.tasks.map((task) => [task.id, Promise.withResolvers<Outcome>()]));
  const frameOf = (task: Task, before: readonly History[]): Frame => {
    const isIn = frame.finally ?? task.finally?.every((id) => inTime.has(id));
    return { ...frame, history: join([frame.history, ...before]), ...(isIn === undefined ? {} : { finally: isIn }) };
  };
  const runOne = async (task: Task): Promise<void> => {
    const needs = await Promise.all(task.needs.flatMap((need) => ends.get(need)?.promise ?? []));
    const before = needs.flatMap((need) => (need.kind === "failed" ? [] : [need.history]));
    const outcome =
      before.length < needs.length ? FAILED : await runTask(run, plan, frameOf(task, before), values, task);
    if (!run.signal.aborted) inTime.add(task.id);
    outcomes.set(task.id, outcome);
    ends.get(task.id)?.resolve(outcome);
  };
  await Promise.all(scope.tasks.map(runOne));
  const hasFailed = [...outcomes.values()].some(({ kind }) => kind === "failed");
  if (hasFailed) return undefined;
  try {
    return await endOf(run, scope, frame, values);
  } catch (error) {
    // Not thrown on: the other items of a fan-out have to be waited for.
    run.fail({ ...programFailure(toWireError(error), itemOf(frame.place)), cause: "internal" });
    return undefined;
  }
}

/** Never rejects: what goes wrong fails the task, or others would wait for it for ever. */
async function runTask(run: Run, plan: ScopePlan, frame: Frame, values: ScopeValues, task: Task): Promise<Outcome> {
  const step = task.kind === "pod" && task.step !== undefined ? run.plan.steps.get(task.step) : undefined;
  const ref = taskRef(task, frame.place, step);
  const onStop = onStopOf(task, plan, frame);
  try {
    if (run.signal.aborted && onStop === "fails") {
      run.cut();
      return FAILED;
    }
    if (!allHold(task.guards, values)) {
      run.emit({ kind: "task-skipped", task: ref });
      return { kind: "skipped", history: frame.history };
    }
    const priority = frame.beyond + (plan.remaining.get(task.id) ?? 0);
    switch (task.kind) {
      case "pod": {
        const work = {
          ref,
          call: callOf(run, task),
          ...rescueOf(run, task),
          step,
          demand: demandOf(step),
          reads: new Map(Object.entries(task.reads).map(([name, read]) => [name, textOf(read, values)])),
          input: inputOf(run, task, values),
          onStop,
          indexes: frame.place.indexes,
          history: frame.history,
        };
        const end = await run.runPod(run, work, priority);
        return end === undefined ? FAILED : { kind: "done", ...end };
      }
      case "wait":
        return (await runWait(run, task, ref, onStop))
          ? { kind: "done", ports: new Map(), history: frame.history }
          : FAILED;
      case "fanout":
        return await runFanout(run, frame, values, task, ref, priority, onStop);
      case "loop":
        return await runLoop(run, frame, values, task, ref, priority, onStop);
      case "pipeline":
        return await runPipeline(run, frame, values, task, ref, priority, onStop);
      case "check":
        return await runCheck(run, frame, values, task);
    }
  } catch (error) {
    if (run.signal.aborted && frame.finally !== true) return FAILED;
    return failTask(run, ref, toWireError(error), "internal");
  }
}

function onStopOf(task: Task, { unwinding }: ScopePlan, frame: Frame): OnStop {
  if (frame.finally === true) return "goes-on";
  if (!unwinding.has(task.id)) return "fails";
  return task.kind === "pod" && task.step === undefined ? "goes-on" : "unwinds";
}

/** An inner scope, unless the run was stopped before it began; where a `finally` block is behind it, its value is an error then. */
async function runInner(run: Run, body: ScopePlan, frame: Frame, onStop: OnStop): Promise<ScopeEnd> {
  const isStopped = (): boolean => run.signal.aborted && onStop !== "goes-on";
  const end = isStopped() ? undefined : await runScope(run, body, frame);
  if (end !== undefined || !isStopped()) return end;
  run.cut();
  return onStop === "unwinds" ? { text: STOPPED, lists: 0, done: true, history: frame.history } : undefined;
}

function callOf(run: Run, task: PodTask): NonNullable<ReturnType<Run["plan"]["calls"]["get"]>> {
  const call = run.plan.calls.get(task.call);
  if (call === undefined) throw new Error(`there is no call site ${task.call}`);
  return call;
}

function rescueOf(run: Run, { rescue }: PodTask): { readonly rescue?: CallSite } {
  const site = rescue === undefined ? undefined : run.plan.calls.get(rescue);
  return site === undefined ? {} : { rescue: site };
}

/** Wire texts are JSON, so the object is put together without parsing them. */
function inputOf(run: Run, task: PodTask, values: ScopeValues): string {
  const lenient = new Set(
    callOf(run, task)
      .reads.filter((read) => read.lenientString === true)
      .map(({ name }) => name),
  );
  const fields = Object.entries(task.reads).map(([name, ref]) => {
    const text = textOf(ref, values);
    return `${safeJson(name)}:${lenient.has(name) ? safeJson(text) : text}`;
  });
  return `{${fields.join(",")}}`;
}

async function runFanout(
  run: Run,
  frame: Frame,
  values: ScopeValues,
  task: FanoutTask,
  ref: TaskRef,
  priority: number,
  onStop: OnStop,
): Promise<Outcome> {
  const started = Date.now();
  const body = bodyOf(run, task);
  const items = await itemsOf(task.over, values, run.loadSpill);
  if (!Array.isArray(items)) return failTask(run, ref, toWireError(items), "program");
  run.emit({ kind: "fanout-expanded", task: ref, items: items.length });
  const captures = capturesOf(task, values);
  const ends = await inWindow(items, MOST_OPEN_ITEMS, (item, index) =>
    runInner(
      run,
      body,
      {
        ...frame,
        place: itemPlace(ref, frame.place, index),
        inputs: new Map([...captures, ["item", item]]),
        beyond: priority - body.length,
      },
      onStop,
    ),
  );
  const texts = ends.flatMap((end) => (end === undefined ? [] : [end.text]));
  const hasFailed = texts.length < ends.length;
  run.emit({ kind: "fanout-finished", task: ref, durationMs: Date.now() - started, failed: hasFailed });
  const history = join([frame.history, ...ends.flatMap((end) => (end === undefined ? [] : [end.history]))]);
  return hasFailed ? FAILED : { kind: "done", ports: new Map([["out", safeJson(texts)]]), history };
}

/** One round after the other, each with the state that the one before left; a failed one is the last. */
async function runLoop(
  run: Run,
  frame: Frame,
  values: ScopeValues,
  task: LoopTask,
  ref: TaskRef,
  priority: number,
  onStop: OnStop,
): Promise<Outcome> {
  const started = Date.now();
  const body = bodyOf(run, task);
  const items = task.over === undefined ? undefined : await itemsOf(task.over, values, run.loadSpill);
  if (items !== undefined && !Array.isArray(items)) return failTask(run, ref, toWireError(items), "program");
  if (items !== undefined) run.emit({ kind: "fanout-expanded", task: ref, items: items.length });
  const captures = capturesOf(task, values);
  const finish = (outcome: Outcome): Outcome => {
    const failed = outcome.kind === "failed";
    run.emit({ kind: "fanout-finished", task: ref, durationMs: Date.now() - started, failed });
    return outcome;
  };
  let state = textOf(task.state, values);
  let { history } = frame;
  let isDone = false;
  let round = 0;
  for (; !isDone && round < (items?.length ?? Infinity); round++) {
    if (run.signal.aborted && onStop !== "goes-on") {
      run.cut();
      if (onStop === "fails") return finish(FAILED);
      break;
    }
    if (round === task.maxRounds) {
      return finish(failTask(run, ref, loopLimitError(round, placeOf(task.span)), "program"));
    }
    const end = await runScope(run, body, {
      ...frame,
      place: itemPlace(ref, frame.place, round),
      inputs: new Map([...captures, ["item", items?.[round] ?? `[${round}]`], ["state", state]]),
      beyond: priority - body.length,
      history,
    });
    if (end === undefined) return finish(FAILED);
    ({ history } = end);
    state = end.text;
    isDone = end.done;
  }
  return finish({ kind: "done", ports: new Map([["out", state]]), history });
}

/** The body that all calls share, with the values of this one. */
async function runPipeline(
  run: Run,
  frame: Frame,
  values: ScopeValues,
  task: PipelineTask,
  ref: TaskRef,
  priority: number,
  onStop: OnStop,
): Promise<Outcome> {
  const body = bodyOf(run, task);
  const inputs = new Map(
    capturesOf(task, values).map(([name, text]) =>
      task.deeper?.includes(name) === true ? [name, String(Number(text) + 1)] : [name, text],
    ),
  );
  const place = pipelinePlace(ref, frame.place, task.id);
  const end = await runInner(run, body, { ...frame, place, inputs, beyond: priority - body.length }, onStop);
  return end === undefined ? FAILED : { kind: "done", ports: new Map([["out", end.text]]), history: end.history };
}

async function runCheck(run: Run, frame: Frame, values: ScopeValues, { refs, span }: CheckTask): Promise<Outcome> {
  for (const ref of refs) {
    const error = await findError(textOf(ref, values), listsOf(ref), run.loadSpill);
    if (error === undefined) continue;
    run.fail(programFailure({ ...error, at: error.at ?? placeOf(span) }, itemOf(frame.place)));
    return FAILED;
  }
  return { kind: "done", ports: new Map(), history: frame.history };
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

function bodyOf(run: Run, { body }: FanoutTask | LoopTask | PipelineTask): ScopePlan {
  const plan = run.plan.scopes.get(body);
  if (plan === undefined) throw new Error(`there is no scope ${body}`);
  return plan;
}

function capturesOf(
  task: FanoutTask | LoopTask | PipelineTask,
  values: ScopeValues,
): readonly (readonly [string, string])[] {
  return Object.entries(task.captures).map(([name, captured]) => [name, textOf(captured, values)]);
}

/** The scope's output, unless code between the steps threw where nobody but the scope itself could notice. */
async function endOf(run: Run, scope: Scope, frame: Frame, values: ScopeValues): Promise<ScopeEnd> {
  for (const { ref, guards, span } of scope.raises) {
    if (!allHold(guards, values)) continue;
    const error = await findError(textOf(ref, values), listsOf(ref), run.loadSpill);
    if (error === undefined) continue;
    run.fail(programFailure({ ...error, at: error.at ?? placeOf(span) }, itemOf(frame.place)));
    return undefined;
  }
  const ref = chosenRef(scope.output, values);
  const done = scope.done === undefined ? "false" : textOf(chosenRef(scope.done, values), values);
  const unclear = await findError(done, 0, run.loadSpill);
  if (unclear !== undefined) {
    run.fail(programFailure(unclear, itemOf(frame.place)));
    return undefined;
  }
  const ends = [...values.outcomes.values()].flatMap((end) => (end.kind === "failed" ? [] : [end.history]));
  const history = join([frame.history, ...ends]);
  return { text: textOf(ref, values), lists: listsOf(ref), done: done === "true", history };
}

function failTask(run: Run, ref: TaskRef, error: WireError, cause: "program" | "internal"): Outcome {
  const { span } = ref;
  const failure: RunFailure = {
    name: error.name,
    message: error.message,
    cause,
    task: ref.path,
    ...(ref.step === undefined ? {} : { step: ref.step }),
    ...(ref.item === undefined ? {} : { item: ref.item }),
    at: error.at ?? placeOf(span),
  };
  run.emit({ kind: "task-failed", task: ref, attempt: 0, durationMs: 0, failure });
  run.fail(failure);
  return FAILED;
}

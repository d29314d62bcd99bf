/** What runs inside a pod: reads → prelude → step → projections → ports. The protocol is in docs/reference/pod-protocol.md. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createContext,
  encodeWire,
  encodeWireError,
  fromWireError,
  isTypeMismatch,
  lostError,
  OUR_BUG,
  StoreError,
  toJson,
  toWireError,
  type CallProgram,
  type PodProgram,
  type StepContext,
  type StepEvent,
  type Store,
} from "@argosy/sdk/runtime";
import type { Json } from "@argosy/sdk/ir";
import { openStore } from "../store/open-store.ts";
import { createPodScope, FetchError, type PodScope } from "./call-scope.ts";
import { openChannel } from "./channel.ts";
import { decodeText } from "./decode.ts";
import { readEnvironment, type PodEnvironment } from "./environment.ts";
import { EXIT, exitCodeOf, failureOf } from "./failure.ts";
import { readInput } from "./input.ts";
import { encodePorts, fitToTravel, writePorts } from "./ports.ts";
import { settleStep } from "./soft.ts";
import { createSpills, type Spills } from "./spills.ts";
import { Supervisor } from "./supervise.ts";
import { warmProcess } from "./warm.ts";

/**
 * Runs one pod to its end and leaves the process; the exit code says how it went.
 * Everything it needs to know comes from the environment.
 */
export async function runPod(program: PodProgram): Promise<void> {
  const warm = warmProcess();
  const environment = readEnvironment(process.env);
  const channel = warm?.channel ?? (environment.channel === undefined ? undefined : openChannel(environment.channel));
  const supervisor = new Supervisor(environment, program.step, channel, warm?.leave);
  try {
    const input = channel === undefined ? environment.input : { text: channel.read() ?? "" };
    const texts = await runProgram(program, { ...environment, input }, supervisor);
    if (channel === undefined) writePorts(environment.out, texts);
    await supervisor.conclude(undefined, texts);
  } catch (error) {
    await supervisor.conclude(failureOf(EXIT.internal, error, {}));
  }
}

/** What a program needs of whoever watches its process. */
export type Watcher = Pick<Supervisor, "signal" | "blame" | "report" | "during" | "watchSignal" | "removeLater"> &
  Partial<Pick<Supervisor, "askForKnown">>;

/** Everything a pod does but for its process: gives the text of each port. @throws {PodFailure} */
export async function runProgram(
  program: PodProgram,
  environment: PodEnvironment,
  supervisor: Watcher,
): Promise<Map<string, string>> {
  const store = lazyStore(environment.store);
  const spills = createSpills(store);
  const { scope, call } = await prepare(program, environment, spills);
  const texts = new Map<string, string | readonly string[]>();
  const end = await settleStep(call, environment, async () => {
    const input = evaluateInput(call, program);
    if (program.run === undefined) return undefined;
    const known = supervisor.askForKnown?.(input);
    if (known === undefined) return runStep(program, input, environment, supervisor, store);
    return decodeText(known, 0, spills.load);
  });
  if (call.lost !== undefined) scope.setOut({ error: errorOfLost(call.lost, environment) });
  if (program.run !== undefined) {
    scope.setOut(end);
    texts.set("out", "error" in end ? encodeWireError(toWireError(end.error)) : encodeWire(end.value as Json));
  }
  for (const [port, text] of encodePorts(call)) texts.set(port, text);
  return fitAll(texts, call.inFanout, spills);
}

/** The error in place of a step's result. @throws {PodFailure} where nothing may catch it */
function errorOfLost(step: NonNullable<CallProgram["lost"]>, { lost = {} }: PodEnvironment): Error {
  const error = fromWireError(lostError(lost, step));
  if (lost.exitCode === OUR_BUG) throw failureOf(EXIT.internal, error, {});
  return error;
}

/** The call's code with everything that it reads. */
async function prepare(
  program: PodProgram,
  environment: PodEnvironment,
  spills: Spills,
): Promise<{ scope: PodScope; call: CallProgram }> {
  const scope = createPodScope(readInput(environment));
  const code = program.calls[environment.call];
  if (code === undefined) throw new Error(`the bundle has no call \`${environment.call}\``);
  const call = code(scope.scope);
  try {
    await scope.fetch(spills.load);
  } catch (error) {
    throw error instanceof FetchError ? failureOf(EXIT.error, error.cause, {}) : error;
  }
  return { scope, call };
}

/** What the program would have evaluated before the call, and then the call's argument. */
function evaluateInput(call: CallProgram, program: PodProgram): unknown {
  const { step } = program;
  try {
    for (const check of call.checks) check();
    if (call.input === undefined) return undefined;
    const input = toJson(call.input() ?? {}, "input");
    return program.input === undefined ? input : program.input(input);
  } catch (error) {
    const place = step === undefined ? {} : { place: `${step.file}:${step.line}` };
    if (!isTypeMismatch(error)) throw failureOf(EXIT.program, error, place);
    throw failureOf(EXIT.value, error, step === undefined ? place : { ...place, step: step.name });
  }
}

async function runStep(
  program: PodProgram,
  input: unknown,
  environment: PodEnvironment,
  supervisor: Watcher,
  store: () => Store | undefined,
): Promise<ReturnType<typeof toJson>> {
  const { run, step } = program;
  const context = createContext({
    get store() {
      return store();
    },
    run: identityOf(environment, step?.name, supervisor),
    attempt: environment.attempt,
    signal: supervisor.signal,
    tmp: () => supervisor.removeLater(mkdtempSync(join(tmpdir(), "argosy-step-"))),
    emit: (event) => tell(event, supervisor),
    place: environment.call + (environment.item === undefined ? "" : `/${environment.item}`),
    ...(environment.origin === undefined ? {} : { checkpointRun: environment.origin }),
  });
  supervisor.watchSignal(context);
  try {
    const result = await supervisor.during(async () => run?.(input as never, context as never));
    const output = toJson(result, "result");
    return program.output === undefined ? output : program.output(output);
  } catch (error) {
    throw failureOf(supervisor.signal.aborted ? EXIT.terminated : exitCodeOf(error), error, supervisor.blame);
  }
}

function identityOf(
  { run: id, item }: PodEnvironment,
  step: string | undefined,
  { report }: Watcher,
): StepContext["run"] {
  const identity = { id, step: step ?? "" };
  if (item === undefined) return identity;
  const get = (): string => {
    report.usedItem = true;
    return item;
  };
  return Object.defineProperty(identity, "item", { get, enumerable: true });
}

function tell(event: StepEvent, supervisor: Watcher): void {
  switch (event.kind) {
    case "log":
      process.stdout.write(`${event.line}\n`);
      return;
    case "metric":
      process.stdout.write(`metric ${event.name} = ${event.value}\n`);
      supervisor.report.metrics.push({ name: event.name, value: event.value });
      return;
    case "artifact":
      supervisor.report.artifacts.push(event.artifact);
      return;
  }
}

async function fitAll(
  texts: ReadonlyMap<string, string | readonly string[]>,
  inFanout: boolean,
  spills: Spills,
): Promise<Map<string, string>> {
  const entries = [...texts].map(
    async ([port, text]) => [port, await fitToTravel(text, inFanout, spills.save)] as const,
  );
  try {
    return new Map(await Promise.all(entries));
  } catch (error) {
    const isOurs = !(error instanceof StoreError);
    throw failureOf(isOurs ? EXIT.internal : EXIT.error, error, {});
  }
}

function lazyStore(url: string | undefined): () => Store | undefined {
  let store: Store | undefined;
  return () => (store ??= url === undefined ? undefined : openStore(url, process.env));
}

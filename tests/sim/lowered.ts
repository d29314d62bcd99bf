/** Runs a lowered program in this process: the local engine's own scheduling, with pods that are function calls. */
import type { Bundle, Json, LoweredProgram } from "@argosy/sdk/ir";
import { encodeWire, fromWireError, toWireError, type PodProgram } from "@argosy/sdk/runtime";
import { decodeText } from "../../packages/runner/src/pod/decode.ts";
import { planProgram } from "../../packages/runner/src/local/plan.ts";
import type { Run } from "../../packages/runner/src/local/run.ts";
import { NOTHING_BEFORE } from "../../packages/runner/src/local/reuse.ts";
import { runScope } from "../../packages/runner/src/local/run-scope.ts";
import { BODY } from "../../packages/runner/src/local/task-path.ts";
import { Gate, type CallText, type Observation } from "./observation.ts";
import { loadProgram, runInProcess } from "./pod-host.ts";

export type Programs = ReadonlyMap<string, PodProgram>;

export function loadPrograms(bundles: readonly Bundle[]): Programs {
  return new Map(bundles.map((bundle) => [bundle.step, loadProgram(bundle)]));
}

export async function observeLowered(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  programs: Programs,
  params: { readonly [name: string]: Json },
  held?: CallText,
): Promise<Observation> {
  const gate = new Gate(held);
  const errors: string[] = [];
  const plan = planProgram(program, bundles);
  const main = plan.scopes.get(program.main);
  if (main === undefined) throw new Error("the program has no main scope");
  const run = {
    id: "sim",
    plan,
    params,
    signal: new AbortController().signal,
    loadSpill: () => Promise.reject(new Error("nothing spills here")),
    emit: () => undefined,
    fail: ({ name, message }) => void errors.push(`${name}: ${message}`),
    runPod: async (_run, { call, step, input, history, rescue }) => {
      const code = programs.get(step?.id ?? "$glue");
      if (code === undefined) throw new Error(`there is no bundle for ${call.key}`);
      const end = await runInProcess(code, { call: call.key, input, attempt: 0, around: gate.around });
      if (end.kind === "done") return { ports: end.ports, history };
      const glue = programs.get("$glue");
      if (rescue !== undefined && glue !== undefined) {
        const lost = { exitCode: String(end.exitCode) };
        const instead = await runInProcess(glue, { call: rescue.key, input, attempt: 0, around: gate.around, lost });
        if (instead.kind === "done") return { ports: instead.ports, history };
      }
      errors.push(`${end.name}: ${end.message}`);
      return undefined;
    },
  } as Partial<Run> as Run;
  const inputs = new Map(main.scope.inputs.map((name) => [name, encodeWire(params[name])]));
  const end = await runScope(run, main, { place: BODY, inputs, beyond: 0, history: NOTHING_BEFORE });
  const outcome = end === undefined ? {} : await resultOf(end.text, end.lists, run, errors);
  return {
    ...outcome,
    errors: [...new Set(errors)],
    calls: gate.calls,
    ...(gate.startedMeanwhile === undefined ? {} : { startedMeanwhile: gate.startedMeanwhile }),
  };
}

async function resultOf(text: string, lists: number, run: Run, errors: string[]): Promise<{ readonly result?: Json }> {
  try {
    return { result: ((await decodeText(text, lists, run.loadSpill)) ?? null) as Json };
  } catch (error) {
    const { name, message } = fromWireError(toWireError(error));
    errors.push(`${name}: ${message}`);
    return {};
  }
}

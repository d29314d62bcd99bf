import { PIPELINE, type PipelineRecord } from "./brands.ts";
import { requireFunction, requireValid } from "./normalize/invalid-options.ts";
import { normalizePipelineOptions } from "./normalize/pipeline.ts";
import type { PipelineOptions, PipelineSchema } from "./options.ts";
import { callPipeline } from "./plain/call.ts";
import type { CallArguments, Pipeline } from "./types.ts";

/**
 * A pipeline: a function of its parameters that calls steps. Argosy compiles its source; calling it in plain Node runs it
 * in this process. Destructured defaults become the parameters' defaults. A schema in `params` may say what they are:
 * then it checks them before anything runs.
 *
 * @throws {InvalidOptionsError} with every problem in the options
 * @example
 * export const churn = pipeline(
 *   { name: "churn", schedule: "0 2 * * *" },
 *   async ({ rows, lrs = [0.1, 0.01] }: { rows: number; lrs?: number[] }) => {
 *     const { data } = await load({ rows });
 *     return Promise.all(lrs.map((lr) => train({ data, lr })));
 *   },
 * );
 */
export function pipeline<Params extends object = {}, Result = unknown, Given extends object = Params>(
  options: PipelineOptions & PipelineSchema<Given, Params>,
  fn: (params: Params) => Result | Promise<Result>,
): Pipeline<Given, Result> {
  requireValid("pipeline", normalizePipelineOptions(options, { gpus: "unchecked" }));
  requireFunction("pipeline", fn);
  const record: PipelineRecord = { options, fn };
  const call = (...[params]: CallArguments<Given>): Promise<Result> => callPipeline(record, params) as Promise<Result>;
  return Object.defineProperty(call, PIPELINE, { value: record }) as Pipeline<Given, Result>;
}

/** What happens when a step or a pipeline is called in plain Node. */
import type { PipelineRecord, StepRecord } from "../brands.ts";
import type { Json } from "../ir/types.ts";
import { fromWireError, toWireError } from "../runtime/errors.ts";
import { toJson } from "../runtime/json.ts";

export async function callStep(record: StepRecord, step: unknown, given: object | undefined): Promise<Json> {
  const name = (record.options as { readonly name?: string }).name;
  const input = toJson(await settle(given), "input");
  try {
    return toJson(await record.fn?.(input as never, undefined as never), "result");
  } catch (thrown) {
    throw fromWireError(toWireError(thrown, name));
  }
}

export async function callPipeline(record: PipelineRecord, given: object | undefined): Promise<Json> {
  return toJson(await record.fn(toJson(await settle(given), "params") as never), "result");
}

async function settle(given: object | undefined): Promise<object> {
  const entries = Object.entries(given ?? {}).map(async ([key, value]) => [key, await value] as const);
  return Object.fromEntries(await Promise.all(entries));
}

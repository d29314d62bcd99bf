/** The options of `pipeline()`. */
import { checkCron, checkTimeZone } from "../cron.ts";
import type { PipelineOptionsIr } from "../ir/types.ts";
import { checkDnsLabel, checkDnsSubdomain } from "../names.ts";
import { seconds } from "./policies.ts";
import { labels } from "./pod.ts";
import { fieldsOf, integer, oneOf, type Reader, text, textThat } from "./readers.ts";
import { type At, collect, inside, type Normalized, refuse } from "./report.ts";
import { type NormalizeSettings, schema, stepOptions } from "./step.ts";

/** A CronWorkflow names its runs by appending eleven characters. */
const LONGEST_NAME = 52;

/** Checks the options of a pipeline. */
export function normalizePipelineOptions(
  raw: unknown,
  settings: NormalizeSettings = {},
): Normalized<PipelineOptionsIr> {
  return collect((at) => pipelineOptions(settings, raw, at));
}

function pipelineOptions(settings: NormalizeSettings, raw: unknown, at: At): PipelineOptionsIr | undefined {
  const read = fieldsOf(
    {
      name: textThat((name) => checkDnsLabel(name, LONGEST_NAME)),
      description: text,
      params: schema,
      schedule: textThat(checkCron),
      timezone: textThat(checkTimeZone),
      parallelism: integer(1, 1_000_000),
      maxDepth: integer(1, 1_000),
      timeout: seconds,
      labels,
      serviceAccount: textThat(checkDnsSubdomain),
      queue: textThat(checkDnsSubdomain),
      defaults: defaults(settings),
      glue: oneOf("auto", "forbid"),
    },
    "an option",
  )(raw, at);
  if (read === undefined) return undefined;
  const { timeout, params: _params, ...options } = read;
  if (options.timezone !== undefined && (raw as { readonly schedule?: unknown }).schedule === undefined) {
    refuse(inside(at, "timezone"), "a time zone without a schedule has no effect", "add a schedule, or leave it out");
  }
  return { ...options, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
}

function defaults(settings: NormalizeSettings): Reader<PipelineOptionsIr["defaults"] & {}> {
  const read = stepOptions(settings, "refused");
  return (value, at) => {
    for (const key of ["name", "description", "input", "output"] as const) {
      if ((value as { readonly [key: string]: unknown } | null | undefined)?.[key] !== undefined)
        refuse(
          inside(at, key),
          `${key === "name" || key === "description" ? "a" : "an"} ${key} is of one step, not of all`,
          "write it in the step",
        );
    }
    return read(value, at);
  };
}

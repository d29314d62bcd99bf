/** When a recurring run starts. */
import { KfpError } from "./kfp-error.ts";

export type Trigger =
  | { readonly cron_schedule: { readonly cron: string } }
  | { readonly periodic_schedule: { readonly interval_second: string } };

/**
 * Kubeflow's cron has a field for seconds before the others.
 * @throws {KfpError} AR6110 for a time zone: Kubeflow's schedules have none.
 */
export function triggerOf(schedule: string, timezone: string | undefined): Trigger {
  if (timezone !== undefined && timezone !== "UTC" && timezone !== "Etc/UTC") {
    throw new KfpError({
      code: "AR6110",
      message: `Kubeflow's schedules have no time zone such as ${timezone}`,
      hint: "Write the schedule in UTC and leave `timezone` out",
    });
  }
  const [, count, unit] = /^@every (\d+)([smh])$/.exec(schedule) ?? [];
  if (count !== undefined && unit !== undefined) {
    const seconds = Number(count) * ({ s: 1, m: 60, h: 3_600 }[unit] ?? 1);
    return { periodic_schedule: { interval_second: String(seconds) } };
  }
  return { cron_schedule: { cron: schedule.startsWith("@") ? schedule : `0 ${schedule}` } };
}

import type { TaskId } from "@argosy/sdk/ir";
import type { ArgoTask } from "./nest/nested-program.ts";
import type { ScopeNames } from "./scope-names.ts";

/** A producer that has conditions may be skipped, and then its outputs have their defaults. */
export function dependsOn(
  needs: readonly TaskId[],
  byId: ReadonlyMap<TaskId, ArgoTask>,
  names: ScopeNames,
): string | undefined {
  const terms = needs.map((need) => {
    const name = names.task(need);
    return isAlwaysRun(byId.get(need)) ? `${name}.Succeeded` : `(${name}.Succeeded || ${name}.Skipped)`;
  });
  return terms.length === 0 ? undefined : terms.join(" && ");
}

function isAlwaysRun(task: ArgoTask | undefined): boolean {
  // A check runs only to fail.
  return task?.kind !== "check" && (task?.guards ?? []).length === 0;
}

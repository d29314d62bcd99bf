import { createApi } from "./api.ts";
import { connect, type ConnectionSettings } from "./connection.ts";
import { stopWorkflow } from "./start.ts";

/**
 * Asks a run to end. `Stop` lets its exit handlers run, `Terminate` does not.
 *
 * @example
 * await stopOnArgo("churn-1f2e3d4c", { namespace: "ml" });
 * @throws {ClusterError} when the cluster refuses or cannot be reached.
 */
export async function stopOnArgo(
  run: string,
  settings: ConnectionSettings = {},
  shutdown: "Stop" | "Terminate" = "Stop",
): Promise<void> {
  await stopWorkflow(createApi(connect(settings)), run, shutdown);
}

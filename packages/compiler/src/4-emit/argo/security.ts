/** What the `restricted` Pod Security Standard asks of every container, Argo's own included. */
import { printYaml } from "../print-yaml.ts";
import { EXECUTOR_RESOURCES } from "./resources.ts";

/** The `node` user of the official images; Argo's executor runs as whoever the pod runs as. */
const USER = 1000;

export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  fsGroup: USER,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

export const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** One patch for all pods of a workflow: `init` and `wait` have no other place for resources and security. */
export function podPatchForAll(): string {
  const executor = { resources: EXECUTOR_RESOURCES, securityContext: CONTAINER_SECURITY };
  return printYaml([
    {
      initContainers: [{ name: "init", ...executor }],
      containers: [
        { name: "wait", ...executor },
        { name: "main", securityContext: CONTAINER_SECURITY },
      ],
    },
  ]);
}

/** Argo Workflows: the only place that talks to the Kubernetes API. */
export { type Answer, type Answered, approveOnArgo } from "./approve.ts";
export { ClusterError, type ClusterProblem } from "./cluster-error.ts";
export { type ConnectionSettings } from "./connection.ts";
export { argoEngine } from "./engine.ts";
export { type KubernetesObject, type Parameters } from "./objects.ts";
export { stopOnArgo } from "./stop.ts";
export { type ArgoSettings, type ArgoSubmission, commandsFor, type SubmittedRun } from "./submission.ts";
export { submitToArgo } from "./submit.ts";

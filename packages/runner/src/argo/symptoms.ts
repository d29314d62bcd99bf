/** Failures whose cause is the cluster's set-up, not the author's code, known by what Argo says about them. */
import type { ClusterProblem } from "./cluster-error.ts";

/** @param message of a node or of the whole Workflow */
export function setupProblem(message: string, namespace: string): ClusterProblem | undefined {
  // What the step itself said last is no word of the cluster's.
  if (message.startsWith("main: ")) return undefined;
  if (/workflowtaskresults\S* is forbidden/.test(message)) return missingExecutorRole(message, namespace);
  const account = /error looking up service account [^:]*: serviceaccount "([^"]+)" not found/.exec(message)?.[1];
  if (account !== undefined) {
    return {
      code: "AR6019",
      message: `there is no service account \`${account}\` in the namespace \`${namespace}\`, and pods are to run as it`,
      hint: `Name another with --service-account, or create it: kubectl -n ${namespace} create serviceaccount ${account}`,
    };
  }
  const quota = /(?:exceeded|failed) quota: (.*)/s.exec(message)?.[1];
  if (quota !== undefined) {
    return {
      code: "AR6013",
      message: `the quota of the namespace \`${namespace}\` does not allow the pod: ${quota.trim()}`,
      hint: `See it with: kubectl -n ${namespace} describe quota`,
    };
  }
  if (/configmaps is forbidden.*cannot create/.test(message)) {
    return {
      code: "AR6012",
      message: "what a pod is handed is more than the 128 KiB that Argo passes on without a right to create ConfigMaps",
      hint: "Pass large values as artifacts, or fewer of them to one step",
    };
  }
  const policy =
    /pods "[^"]*" is forbidden: (.*)/s.exec(message)?.[1] ??
    /admission webhook "[^"]*" denied the request: (.*)/s.exec(message)?.[1];
  if (policy !== undefined)
    return { code: "AR6024", message: `the cluster's policy refused the pod: ${policy.trim()}` };
  return undefined;
}

/** Pods need it to report what they gave. */
function missingExecutorRole(message: string, namespace: string): ClusterProblem {
  const account = /system:serviceaccount:([^:"]+):([^"]+)/.exec(message);
  const [owner, name] = [account?.[1] ?? namespace, account?.[2] ?? "default"];
  return {
    code: "AR6018",
    message: `pods ran as the service account \`${name}\`, which may not report results: it needs \`create\` and \`patch\` on \`workflowtaskresults.argoproj.io\` in the namespace \`${namespace}\``,
    hint:
      `Name another with --service-account, or grant it: kubectl -n ${namespace} create role argo-executor --verb=create,patch ` +
      `--resource=workflowtaskresults.argoproj.io && kubectl -n ${namespace} create rolebinding argo-executor-${name} --role=argo-executor ` +
      `--serviceaccount=${owner}:${name}`,
  };
}

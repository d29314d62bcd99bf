import { GROUP_VERSION } from "./objects.ts";

export function workflowsPath(namespace: string): string {
  return `/apis/${GROUP_VERSION}/namespaces/${namespace}/workflows`;
}

export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

/** The cluster that steps with manifests reach from this machine. */
import { execFile } from "node:child_process";
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { Environment } from "../environment.ts";
import { MachineError } from "./container-engine.ts";

/** The namespace of kubectl's context; nothing for a program without manifests. @throws {MachineError} */
export async function kubectlNamespace(program: LoweredProgram, env: Environment): Promise<string | undefined> {
  const step = program.steps.find(({ work }) => work?.kind === "manifest");
  if (step === undefined) return undefined;
  const context = await view(env);
  if (context === undefined)
    throw new MachineError(
      `${step.name} applies a Kubernetes object, and kubectl knows no cluster on this machine; set KUBECONFIG, or submit the pipeline to a cluster`,
    );
  return context.namespace ?? "default";
}

interface Context {
  readonly namespace?: string;
}

function view(env: Environment): Promise<Context | undefined> {
  return new Promise((resolve) => {
    execFile("kubectl", ["config", "view", "--minify", "-o", "json"], { env }, (error, stdout) => {
      if (error !== null) return resolve(undefined);
      const { contexts } = JSON.parse(stdout) as { readonly contexts?: readonly { readonly context: Context }[] };
      resolve(contexts?.[0]?.context);
    });
  });
}

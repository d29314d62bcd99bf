/** What the pod runtime is told about programs that are not ours: which container engine, which Python. */
import { join } from "node:path";
import type { StepIr } from "@argosy/sdk/ir";
import type { Environment } from "../environment.ts";
import type { ContainerEngine } from "../pod/container-engine.ts";
import type { EngineKind } from "./container-engine.ts";
import type { Demand } from "./demand.ts";

/** Variables for the pods of a step. */
export type Outside = (step: StepIr | undefined, demand: Demand) => { readonly [name: string]: string };

export interface Tools {
  readonly containers: EngineKind | undefined;
  /** Of kubectl's context. */
  readonly namespace: string | undefined;
}

export function outsideOf({ containers, namespace }: Tools, home: string, env: Environment): Outside {
  const python = env["ARGOSY_PYTHON"];
  return (step, { limitBytes }) => {
    switch (step?.work?.kind) {
      case "container":
        return { ARGOSY_CONTAINER_ENGINE: JSON.stringify(engineOf(step, containers, limitBytes)) };
      case "python":
        return {
          ARGOSY_PYTHON_PACKAGES: join(home, "python"),
          ...(python === undefined ? {} : { ARGOSY_PYTHON: python }),
        };
      case "manifest":
        return namespace === undefined ? {} : { ARGOSY_KUBECTL: namespace };
      case undefined:
        return {};
    }
  };
}

function engineOf(
  { options: { image } }: StepIr,
  kind: EngineKind | undefined,
  limitBytes: number | undefined,
): Partial<ContainerEngine> {
  const { getuid, getgid } = process;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(image === undefined ? {} : { image }),
    // What the program writes is the caller's.
    ...(getuid === undefined || getgid === undefined ? {} : { user: `${getuid()}:${getgid()}` }),
    ...(limitBytes === undefined ? {} : { memoryBytes: limitBytes }),
  };
}

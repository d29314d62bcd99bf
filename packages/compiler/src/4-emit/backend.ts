/** What a target is to the rest of the compiler. */
import type { Bundle, Diagnostic, LoweredProgram, TargetSettings } from "@argosy/sdk/ir";

/** An object as the Kubernetes API takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly spec?: unknown;
  readonly immutable?: boolean;
  /** Of a Role. */
  readonly rules?: readonly object[];
  /** Of a RoleBinding. */
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
  readonly binaryData?: { readonly [key: string]: string };
}

export interface ObjectMetadata {
  readonly name?: string;
  /** In place of a name, for what is made anew each time. */
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: { readonly [label: string]: string };
  readonly annotations?: { readonly [name: string]: string };
}

/** What a target can do; passes ask this and never a target's name. */
export interface Capabilities {
  /** Runs a body once per element of a list that is known only at run time. */
  readonly runtimeFanout: boolean;
  /** Evaluates the whitelisted conditions on parameters without a pod. */
  readonly nativeTests: boolean;
}

/** `Document` is what a target is given: objects of a cluster, or the documents of a pipeline server. */
export interface Backend<Document extends object> {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What the target cannot do of the program, found before any code is bundled. */
  readonly check: (program: LoweredProgram, settings: TargetSettings) => readonly Diagnostic[];
  /** The target's documents, in the order in which they have to be applied. Only for programs that `check` finds no error in. */
  readonly emit: (program: LoweredProgram, bundles: readonly Bundle[], settings: TargetSettings) => readonly Document[];
  /** What no cluster would take of the documents, because it is too large. */
  readonly checkDocuments: (
    program: LoweredProgram,
    bundles: readonly Bundle[],
    documents: readonly Document[],
  ) => readonly Diagnostic[];
}

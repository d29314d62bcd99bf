/** A program whose scopes fit Argo's DAGs: what is too large for one is in groups. */
import type { LoweredProgram, Scope, ScopeId, Task, ValueRef } from "@argosy/sdk/ir";

/** Tasks that have a DAG of their own because there are too many of them. */
export interface GroupTask {
  readonly kind: "group";
  readonly id: string;
  readonly body: ScopeId;
  readonly captures: { readonly [input: string]: ValueRef };
  readonly needs: readonly string[];
  readonly guards: readonly never[];
  readonly span: Task["span"];
}

export type ArgoTask = Task | GroupTask;

interface OfRoot {
  /** The scope of the program that it is, or is part of. */
  readonly root: ScopeId;
  readonly tasks: readonly ArgoTask[];
}

export type RootScope = Omit<Scope, "tasks"> & OfRoot & { readonly kind: "root" };

export interface GroupScope extends OfRoot {
  readonly kind: "group";
  readonly id: ScopeId;
  readonly inputs: readonly string[];
  /** What tasks outside read of those in here, by the group's output. */
  readonly ports: { readonly [port: string]: ValueRef };
}

export type ArgoScope = RootScope | GroupScope;

export type ArgoScopes = ReadonlyMap<ScopeId, ArgoScope>;

/** Whether it runs once, and not per item of a fan-out or round of a loop. */
export function runsOnce({ root }: ArgoScope, { main }: LoweredProgram): boolean {
  return root === main;
}

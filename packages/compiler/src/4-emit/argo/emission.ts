/** What every builder of a part needs to know of the whole. */
import type { CallKey, CallSite, LoweredProgram, ScopeId, StepId, StepOptionsIr, TargetSettings } from "@argosy/sdk/ir";
import type { PlacedCode } from "./code.ts";
import { EmitError } from "./emit-error.ts";
import type { ArgoScope, ArgoScopes } from "./nest/nested-program.ts";
import type { ScopeNames } from "./scope-names.ts";
import type { StepCall, StepTemplates } from "./step-templates.ts";
import type { StoreAccess } from "./store.ts";
import type { TemplateNames } from "./template-names.ts";

/** Before it is known how tasks run steps. */
export interface EmissionBase {
  readonly program: LoweredProgram;
  readonly settings: TargetSettings;
  readonly names: TemplateNames;
  readonly scopes: ArgoScopes;
  readonly scopeNames: ReadonlyMap<ScopeId, ScopeNames>;
  readonly sites: ReadonlyMap<CallKey, CallSite>;
  readonly code: PlacedCode;
  readonly store: StoreAccess | undefined;
}

export interface Emission extends EmissionBase {
  readonly steps: StepTemplates;
}

export function callOf({ steps }: Emission, id: StepId): StepCall {
  const call = steps.calls.get(id);
  if (call === undefined) throw new EmitError(`there is no step \`${id}\``);
  return call;
}

export function scopeNamesOf({ scopeNames }: Emission, id: ScopeId): ScopeNames {
  const names = scopeNames.get(id);
  if (names === undefined) throw new EmitError(`there is no scope \`${id}\``);
  return names;
}

export function scopeOf({ scopes }: Emission, id: ScopeId): ArgoScope {
  const scope = scopes.get(id);
  if (scope === undefined) throw new EmitError(`there is no scope \`${id}\``);
  return scope;
}

export function siteOf({ sites }: Emission, key: CallKey): CallSite {
  const site = sites.get(key);
  if (site === undefined) throw new EmitError(`there is no call \`${key}\``);
  return site;
}

/** Whether pods of the call have a place that tells them apart from others of it. */
export function hasPlace({ inFanout, isShared = false }: CallSite): boolean {
  return inFanout || isShared;
}

/** A step's options, with the pipeline's defaults for what it does not set. */
export function withDefaults(options: StepOptionsIr, { options: { defaults } }: LoweredProgram): StepOptionsIr {
  return { ...defaults, ...options };
}

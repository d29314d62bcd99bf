/**
 * Running a pipeline: on this machine, on Argo. Loads nothing heavy until it is used.
 * @packageDocumentation
 */
export type { Engine, Follow } from "./engine.ts";
export type { FailureCause, RunEvent, RunEventBody, RunFailure, RunOutcome, RunStatus, TaskRef } from "./events.ts";
export type { Resources } from "./local/capacity.ts";
export { MachineError } from "./local/container-engine.ts";
export { DoesNotFitError } from "./local/does-not-fit.ts";
import * as pastRuns from "./local/records/index.ts";
export { pastRuns };
export { localEngine, runLocal, StepNotFoundError, type Isolation, type LocalSubmission } from "./local/run-local.ts";
export { ProgramError } from "./local/plan.ts";
export { openStore } from "./store/open-store.ts";
export { completeParams, type CompletedParams, type CompleteParamsOptions } from "./params.ts";

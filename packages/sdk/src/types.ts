import type { PIPELINE, PipelineRecord, STEP, StepRecord } from "./brands.ts";

/** Each field may be given as a value or as a promise of it, such as the result of a step that was not awaited. */
export type Given<Input> = { [Field in keyof Input]: Input[Field] | Promise<Input[Field]> };

/** One object; it may be left out when every field may. */
export type CallArguments<Input> = {} extends Input ? [input?: Given<Input>] : [input: Given<Input>];

/** Calling it gives a promise of the result. */
export interface Step<Input extends object, Output> {
  (...input: CallArguments<Input>): Promise<Output>;
  readonly [STEP]: StepRecord;
}

/** Calling it runs the pipeline in this process, as plain JavaScript. */
export interface Pipeline<Params extends object, Result> {
  (...params: CallArguments<Params>): Promise<Result>;
  readonly [PIPELINE]: PipelineRecord;
}

/** What a function in the options gets: the input, or anything while its type is not known yet. */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would refuse what the function does with it.
export type LambdaInput<Input> = [keyof Input] extends [never] ? any : Input;

/** Is `Type`, but is never inferred from. */
export type Late<Type> = [Type][Type extends unknown ? 0 : never];

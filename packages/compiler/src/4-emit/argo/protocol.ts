/** Names that templates agree on. */

/** Inputs of every template that runs a bundle. */
export const CALL = "call";
export const IN = "in";
/** The item of a fan-out; only where some call is inside one. */
export const ITEM = "item";
/** Of a template that many steps share: the step's name, the file of its code and where it is written. */
export const STEP = "step";
export const CODE = "code";
export const SOURCE = "source";
/** The input of a step whose errors are caught: the call that stands in for it when its pod is lost. */
export const RESCUE = "rescue";
/** The input of glue that stands in: what is known of the end of the pod. */
export const LOST = "lost";
/** The input of the template that raises errors. */
export const ERROR = "error";
/** The output of a step, of an item and of a fan-out, of a round and of a loop. */
export const OUT = "out";
/** The output of a round: whether it is the last. */
export const DONE = "done";
/** Of a wait for a person: what is asked, and the answer. */
export const MESSAGE = "message";
export const ANSWER = "answer";
/** The entry template's output: what the pipeline returns. */
export const RESULT = "result";

/** The lowered program or the emitted documents contradict themselves: a bug of the compiler, never of the author. */
export class EmitError extends Error {
  override readonly name: string = "EmitError";
  readonly code: string = "AR9110";
}

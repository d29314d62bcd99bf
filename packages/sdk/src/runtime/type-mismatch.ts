/** How the pod runtime, which has no checks of its own, knows what a check throws. */
export const TYPE_MISMATCH: unique symbol = Symbol.for("argosy.TypeMismatchError");

export function isTypeMismatch(value: unknown): boolean {
  return typeof value === "object" && value !== null && TYPE_MISMATCH in value;
}

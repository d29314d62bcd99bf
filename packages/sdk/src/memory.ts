import type { Bytes } from "./units.ts";

const KI = 1024;

/**
 * Memory in gibibytes (2³⁰ bytes), rounded up to a whole kibibyte: `gi(1.5)` is `"1536Mi"`.
 *
 * @throws {RangeError} when `amount` is not a positive number
 * @example
 * step({ memory: ({ rows }) => gi(rows / 1e6) }, train)
 */
export function gi(amount: number): Bytes {
  return kibibytes(amount * KI * KI, "gi", amount);
}

/** Memory in mebibytes (2²⁰ bytes), rounded up to a whole kibibyte: `mi(512)` is `"512Mi"`. Throws as `gi` does. */
export function mi(amount: number): Bytes {
  return kibibytes(amount * KI, "mi", amount);
}

function kibibytes(exact: number, name: string, amount: number): Bytes {
  if (typeof amount !== "number" || !Number.isFinite(amount) || amount <= 0) {
    throw new RangeError(`${name}(${String(amount)}): memory is a positive number`);
  }
  const count = Math.ceil(exact);
  if (count > Number.MAX_SAFE_INTEGER) throw new RangeError(`${name}(${amount}): more memory than any machine has`);
  if (count % (KI * KI) === 0) return `${count / (KI * KI)}Gi`;
  return count % KI === 0 ? `${count / KI}Mi` : `${count}Ki`;
}

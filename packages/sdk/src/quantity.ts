/**
 * Quantities by Kubernetes' own grammar, exact: `500m`, `1.5Gi`, `16G`, `1e3`.
 * Kept as nano-units in a bigint, the finest that Kubernetes has; what is finer is rounded up, as Kubernetes does.
 */
import type { Refusal } from "./duration.ts";

export interface Quantity {
  readonly nano: bigint;
  /** Written with a power of two, and printed so again. */
  readonly binary: boolean;
}

const NANO = 1_000_000_000n;
/** What Kubernetes counts up to: 2⁶³ − 1. */
const LARGEST = (2n ** 63n - 1n) * NANO;

const SHAPE = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/;
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/** The quantity, or why the text is none. */
export function readQuantity(text: string): Quantity | Refusal {
  const parts = SHAPE.exec(text);
  if (parts === null) return refuse(text);
  const [, sign, digits = "", suffix = ""] = parts;
  const [whole = "", fraction = ""] = digits.split(".");
  const { numerator, denominator } = factorOf(suffix);
  const scaled = BigInt(`${whole}${fraction}`) * numerator * NANO;
  const divisor = denominator * 10n ** BigInt(fraction.length);
  const nano = scaled / divisor + (scaled % divisor === 0n ? 0n : 1n);
  if (nano > LARGEST)
    return { message: `"${text}" is more than Kubernetes can count`, hint: 'the largest is just under "8Ei"' };
  return { nano: sign === "-" ? -nano : nano, binary: suffix.endsWith("i") };
}

/** @throws {RangeError} when `text` is not a quantity */
export function parseQuantity(text: string): Quantity {
  const quantity = readQuantity(text);
  if ("nano" in quantity) return quantity;
  throw new RangeError(`${quantity.message}; ${quantity.hint}`);
}

/** Kubernetes' canonical form: the largest unit that needs no fraction. */
export function formatQuantity({ nano, binary }: Quantity): string {
  // Like Kubernetes: below 1024, and where a power of two would need a fraction, decimal units lose nothing.
  const wholeUnits = nano / NANO;
  if (binary && nano % NANO === 0n && (wholeUnits >= 1024n || wholeUnits <= -1024n))
    return withLargest(wholeUnits, 1024n, BINARY);
  return withLargest(nano, 1000n, DECIMAL);
}

export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  if (left.nano === right.nano) return 0;
  return left.nano < right.nano ? -1 : 1;
}

/** As a number, for arithmetic that may round: bytes of a memory, cores of a CPU. */
export function quantityToNumber({ nano }: Quantity): number {
  return Number(nano / NANO) + Number(nano % NANO) / Number(NANO);
}

function withLargest(amount: bigint, base: bigint, units: readonly string[]): string {
  if (amount === 0n) return "0";
  let count = amount;
  let unit = 0;
  for (; count % base === 0n && unit < units.length - 1; unit++) count /= base;
  return `${count}${units[unit] ?? ""}`;
}

function factorOf(suffix: string): { readonly numerator: bigint; readonly denominator: bigint } {
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return { numerator: 1024n ** BigInt(binary), denominator: 1n };
  const decimal = DECIMAL.indexOf(suffix);
  const exponent = decimal < 0 ? Number(suffix.slice(1)) : (decimal - 3) * 3;
  return { numerator: 10n ** BigInt(Math.max(0, exponent)), denominator: 10n ** BigInt(Math.max(0, -exponent)) };
}

function refuse(text: string): Refusal {
  const message = `${JSON.stringify(text)} is not a Kubernetes quantity`;
  return { message, hint: suggestion(text) ?? 'write a number and a unit, as in "500m", "2", "512Mi" or "16Gi"' };
}

/** What was probably meant: `16GB` is `16G` or `16Gi`. */
function suggestion(text: string): string | undefined {
  const parts = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([A-Za-z]+)\s*$/.exec(text);
  if (parts === null) return undefined;
  const [, digits = "", unit = ""] = parts;
  const letter = /^([kmgtpe])(i?)(?:b|bytes?)?$/i.exec(unit);
  if (letter === null) return undefined;
  const upper = (letter[1] ?? "").toUpperCase();
  const decimal = upper === "K" ? "k" : upper;
  const binary = `"${digits}${upper}i"`;
  if (unit === "m") return `write "${digits}m" for thousandths, or ${binary}`;
  if (letter[2] !== "") return `write ${binary}`;
  const exact = unit === decimal ? `"${digits}${decimal}"` : undefined;
  return exact === undefined ? `write "${digits}${decimal}" or ${binary}` : `write ${exact}`;
}

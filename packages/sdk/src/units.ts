/**
 * The notations of quantities and times, as far as types can tell them. `1 Gi` and `0x10Gi` slip through here and are
 * refused when the options are checked.
 */

/** CPU cores: `2`, `0.5`, `"2"` or `"500m"` (thousandths of a core, the finest there is). */
export type Cpu = number | `${number}` | `${number}m`;

/** Bytes with a unit: `"512Mi"` and `"16Gi"` are powers of two, `"16G"` is 16 × 10⁹ bytes. */
export type Bytes = `${number}${"Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" | "k" | "M" | "G" | "T" | "P" | "E"}`;

type TimeUnit = "s" | "m" | "h" | "d";

/** A time with its units: `"90s"`, `"2h"`, `"1h30m"`, `"7d"`. Whole seconds are the finest. */
export type Duration =
  | `${number}${TimeUnit}`
  | `${number}${TimeUnit}${number}${TimeUnit}`
  | `${number}${TimeUnit}${number}${TimeUnit}${number}${TimeUnit}`;

/** What the scheduler reserves, and what the container may use at most. */
export interface RequestLimit<Quantity> {
  readonly request: Quantity;
  /** At least `request`. Without it a CPU or disk has no limit. */
  readonly limit?: Quantity;
}

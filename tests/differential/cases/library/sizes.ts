/** Helpers of options: followed while compiling. */
export const UNITS = { small: 1, large: 4 } as const;
export function cores(size: keyof typeof UNITS, { factor = 2 }: { factor?: number } = {}): number {
  const base = UNITS[size];
  if (base > 3) return Math.min(base * factor, 6);
  return base;
}
export const memory = (mebibytes: number): `${number}Mi` => `${mebibytes}Mi`;

/** One measured figure and the most that it may be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget: number;
  readonly detail: string;
}

/** Prints a table; whether every figure is within its budget. */
export function printFigures(figures: readonly Figure[]): boolean {
  const rows = figures.map((figure) => [
    figure.name,
    `${figure.value.toFixed(figure.value < 10 ? 2 : 1)}${figure.unit}`,
    `≤ ${figure.budget}${figure.unit}`,
    isWithin(figure) ? "ok" : "TOO MUCH",
    figure.detail,
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
  return figures.every(isWithin);
}

function isWithin(figure: Figure): boolean {
  return figure.value <= figure.budget;
}

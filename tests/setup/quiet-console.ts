import { afterEach, beforeEach, expect, vi } from "vitest";

/** A unit test that prints has forgotten to look at what it printed: spy on the console to expect output. */
const methods = ["log", "info", "warn", "error", "debug"] as const;
const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      printed.push(`console.${method}: ${values.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  const lines = [...printed];
  vi.restoreAllMocks();
  expect(lines, "unexpected console output").toEqual([]);
});

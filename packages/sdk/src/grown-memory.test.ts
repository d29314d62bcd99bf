import { expect, test } from "vitest";
import { grownMemory } from "./grown-memory.ts";

test.each([
  [{ factor: 2 }, 0, "96Mi"],
  [{ factor: 2 }, 1, "192Mi"],
  [{ factor: 2 }, 3, "768Mi"],
  [{ factor: 1.5 }, 2, "216Mi"],
  [{ factor: 1.1 }, 1, "108135Ki"],
  [{ factor: 2, max: "300Mi" }, 1, "192Mi"],
  [{ factor: 2, max: "300Mi" }, 2, "300Mi"],
  [{ factor: 2, max: "300M" }, 900, "300M"],
  [{ factor: 100 }, 1000, "7Ei"],
  [{ factor: 2, max: "64Mi" }, 2, "96Mi"],
])("%j after %i attempts makes %s of 96Mi", (growth, times, limit) => {
  expect(grownMemory({ request: "96Mi", limit: "96Mi" }, growth, times)).toEqual({ request: limit, limit });
});

test("a request without a limit grows alone", () => {
  expect(grownMemory({ request: "1Gi" }, { factor: 2 }, 1)).toEqual({ request: "2Gi" });
});

import { describe, expect, it } from "vitest";
import { program, scope, step } from "./programs.fixture.ts";
import { templateNames } from "./template-names.ts";

function names(steps: readonly string[], bodies: readonly string[] = []) {
  const scopes = ["main", ...bodies].map((id) =>
    scope(id, { tasks: [], output: { kind: "ref", ref: { kind: "lit", wire: "1" } } }),
  );
  const found = templateNames(
    program({ name: "p", steps: steps.map((id) => ({ ...step(id.split("#").at(-1) ?? ""), id })), scopes }),
  );
  return {
    steps: steps.map((id) => found.step(id)),
    bodies: bodies.flatMap((id) => [found.fanout(id), found.scope(id)]),
    main: found.scope("main"),
  };
}

describe("templateNames", () => {
  it("are the author's in Kubernetes' form", () => {
    expect(names(["load", "trainModel_v2"], ["runs"])).toEqual({
      steps: ["load", "train-model-v2"],
      bodies: ["runs-each", "runs-item"],
      main: "main",
    });
  });

  it("differ where the author's do not, by what they name and not by their order", () => {
    const [a, b, c] = names(["a.ts#train", "b.ts#train", "load"]).steps;
    expect(a).toMatch(/^train-[0-9a-f]{6}$/);
    expect(a).not.toBe(b);
    expect(c).toBe("load");
    expect(names(["load", "b.ts#train", "a.ts#train"]).steps).toEqual([c, b, a]);
  });

  it("leave our own names alone", () => {
    const { steps } = names(["main", "glue", "raise", "runs-each"], ["runs"]);
    expect(new Set([...steps, "main", "glue", "raise", "runs-each", "runs-item"]).size).toBe(9);
  });

  it("fit pod names, however long the author's are", () => {
    const [first = "", second = ""] = names([`${"long".repeat(15)}a`, `${"long".repeat(15)}b`]).steps;
    expect(first).not.toBe(second);
    for (const name of [first, second]) expect(name).toMatch(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/);
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { LoweredProgram, Task } from "@argosy/sdk/ir";
import { fanout, pod, SPAN } from "../fixtures/programs.ts";
import { planProgram } from "./plan.ts";

function programOf(scopes: { readonly [id: string]: readonly Task[] }): LoweredProgram {
  const tasks = Object.values(scopes).flat();
  return {
    version: 1,
    name: "test",
    options: {},
    params: [],
    main: "main",
    span: SPAN,
    steps: [
      {
        id: "s",
        name: "s",
        module: "s.ts",
        binding: "s",
        options: {},
        input: {},
        output: {},
        span: SPAN,
        optionSpans: {},
      },
    ],
    scopes: Object.fromEntries(
      Object.entries(scopes).map(([id, own]) => [
        id,
        { id, inputs: ["item"], tasks: own, output: { kind: "ref", ref: { kind: "lit", wire: "1" } }, raises: [] },
      ]),
    ),
    calls: tasks.map(({ id }) => ({
      key: id,
      step: "s",
      reads: [],
      bindings: [],
      checks: [],
      ports: [],
      inFanout: false,
    })),
  };
}

const bundles = ["s", "$glue"].map((step) => ({ step, sha256: "", digest: "", code: "" }));

test("the longest way counts steps, not glue, and a fan-out is as long as its body", () => {
  const { scopes } = planProgram(
    programOf({
      main: [
        pod("a", "s"),
        pod("g", undefined, { needs: ["a"] }),
        fanout("f", { kind: "constant", items: [] }, "body", { needs: ["g"] }),
        pod("z", "s", { needs: ["f"] }),
        pod("alone", "s"),
      ],
      body: [pod("x", "s"), pod("y", "s", { needs: ["x"] })],
    }),
    bundles,
  );
  expect(Object.fromEntries(scopes.get("main")?.remaining ?? [])).toEqual({ a: 4, g: 3, f: 3, z: 1, alone: 1 });
  expect(scopes.get("main")?.length).toBe(4);
});

test("every task of a random graph is longer than what comes behind it", () => {
  const graph = fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(graph, (needs) => {
      const tasks = needs.map((own, index) =>
        pod(`t${index}`, "s", { needs: own.filter((need) => need < index).map((need) => `t${need}`) }),
      );
      // In an order that is not topological: the plan must not rely on it.
      const remaining = planProgram(programOf({ main: tasks.toReversed() }), bundles).scopes.get("main")?.remaining;
      for (const task of tasks)
        for (const need of task.needs) expect(remaining?.get(need)).toBeGreaterThan(remaining?.get(task.id) ?? 0);
      expect(remaining?.size).toBe(tasks.length);
    }),
  );
});

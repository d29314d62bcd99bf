import { afterAll, beforeAll, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

/** One expression for each place. */
const source = `import { pipeline, step } from "@argosy/sdk";
const sizes = [8, 9].map((n) => n + 1);
export const make = step({ cpu: 1, memory: "128Mi" }, async ({ n }: { n: number }): Promise<{ n: number }> => ({ n }));
export const main = pipeline({ name: "places" }, async ({ dry, n }: { dry: boolean; n: number }) => {
  if (dry) return "dry";
  if (sizes.length > 5) await make({ n: 0 });
  const one = await make({ n: n * 2 });
  if (one.n > 3) await make({ n: 3 });
  const [left, right] = await Promise.all([make({ n: 4 }), make({ n: 5 })]);
  if (left.n > right.n) await make({ n: 6 });
  return "done";
});
`;

let project: Project;
beforeAll(async () => {
  project = await createProject({ "places.ts": source });
});
afterAll(() => project.remove());

it("names the place of every expression, and every pod that is no step", async () => {
  const { code, stdout } = await project.argosy("compile places.ts --explain --json");
  expect(code).toBe(0);
  const { expressions, pods } = JSON.parse(stdout) as {
    expressions: { place: string; does: string; text: string; pod?: string; why: string; span: { line: number } }[];
    pods: { pod: string; why: string; onlyOnError: boolean }[];
  };
  const found = expressions.map(({ place, does, span, pod }) => `${span.line} ${place} ${does} ${pod ?? ""}`.trim());
  expect(found).toEqual([
    "5 native condition",
    "6 fold value",
    "7 prelude input make-2",
    "8 project condition make-2",
    "10 glue condition glue",
  ]);
  expect(expressions.find(({ place }) => place === "fold")?.text).toBe("sizes");
  expect(pods).toMatchObject([
    { pod: "glue", why: "`make-4` and `make-5` run side by side, so neither pod has both results", onlyOnError: false },
  ]);
});

it("says the same as text, in place of the objects unless they are written to files", async () => {
  const { stdout } = await project.argosy("compile places.ts --explain --out objects");
  expect(stdout).toMatch(
    /^places: code between the steps\n {2}places\.ts:5:3 +native, the target itself +condition +if \(dry\)/,
  );
  expect(stdout).toContain("places: pods that are no step\n  glue, places.ts:10:7\n    `make-4` and");
  expect(stdout).not.toContain("apiVersion");
});

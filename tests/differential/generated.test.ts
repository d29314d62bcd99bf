/** Random programs: the lowered program and the interpreter of the emitted documents must do what plain JavaScript does. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManyCompiler } from "../sim/compile-many.ts";
import { type GeneratedProgram, moduleText, programs } from "./generator.ts";
import { prove } from "./prove.ts";
import { REGRESSIONS } from "./regressions/index.ts";
import { SUB_PIPELINES } from "./sub-pipeline-programs.ts";

/** Another seed: ARGOSY_SEED; more programs: ARGOSY_PROGRAMS. */
const seed = Number(process.env["ARGOSY_SEED"] ?? 20_261_124);
const count = Number(process.env["ARGOSY_PROGRAMS"] ?? 300);
/** Programs that share one TypeScript program. */
const BATCH = 50;
const minutes = 60_000;

for (const forceGlue of [false, true]) {
  test(
    `${count} programs of seed ${seed} do the same everywhere, glue forced: ${forceGlue}`,
    async () => {
      const compiler = new ManyCompiler();
      const verdicts = await verdictsOf(compiler, fc.sample(programs, { seed, numRuns: count }), forceGlue);
      // The same seed gives the same programs: only those that shrinking makes are compiled one by one.
      const property = fc.asyncProperty(programs, async (program) => {
        const known = verdicts.get(JSON.stringify(program));
        const verdict = known ?? [...(await verdictsOf(compiler, [program], forceGlue)).values()][0] ?? [];
        if (verdict.length > 0) throw new Error(`${verdict.join("\n")}\n\n${moduleText(program, "generated")}`);
      });
      const result = await fc.check(property, { seed, numRuns: count, interruptAfterTimeLimit: 2 * minutes });
      expect(result.errorInstance, `seed ${seed}`).toBeNull();
      expect(verdicts.size).toBeGreaterThan(count * 0.9);
    },
    10 * minutes,
  );
}

test.each(
  Object.entries(SUB_PIPELINES).flatMap(([name, program]) => [
    { name, program, forceGlue: false },
    { name, program, forceGlue: true },
  ]),
)("$name, glue forced: $forceGlue", async ({ program, forceGlue }) => {
  const verdicts = await verdictsOf(new ManyCompiler(), [program], forceGlue);
  expect([...verdicts.values()].flat()).toEqual([]);
});

test.each(Object.entries(REGRESSIONS))("%s", async (_, program) => {
  const verdicts = await verdictsOf(new ManyCompiler(), [program], false);
  expect([...verdicts.values()].flat()).toEqual([]);
});

type Verdicts = ReadonlyMap<string, readonly string[]>;

async function verdictsOf(
  compiler: ManyCompiler,
  list: readonly GeneratedProgram[],
  forceGlue: boolean,
): Promise<Verdicts> {
  const verdicts = new Map<string, readonly string[]>();
  for (let at = 0; at < list.length; at += BATCH) {
    const batch = list.slice(at, at + BATCH);
    const sources = batch.map((program, index) => ({ path: pathOf(index), text: moduleText(program, "generated") }));
    const compiled = await compiler.compile(sources, { check: true, forceGlue });
    for (const [index, program] of batch.entries()) {
      const one = compiled[index];
      if (one === undefined) throw new Error("a program was not compiled");
      const problems = one.ok ? (await prove(program, one.compiled)).problems : one.problems;
      verdicts.set(JSON.stringify(program), problems);
    }
  }
  return verdicts;
}

/** A file that does not exist, beside the cases. */
function pathOf(index: number): string {
  return fileURLToPath(new URL(`cases/generated-${index}.ts`, import.meta.url));
}

/** Random programs do on Kubeflow what plain JavaScript does, or are refused because Kubeflow cannot do them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Compiled, printYaml } from "@argosy/compiler";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as library from "../differential/cases/generated/steps.ts";
import { functionText, type GeneratedProgram, moduleText, straightPrograms } from "../differential/generator.ts";
import { differences } from "../sim/compare.ts";
import { type CompiledText, ManyCompiler, type SourceText } from "../sim/compile-many.ts";
import { observePlain } from "../sim/plain.ts";
import { observeKfp } from "./observe.ts";
import { mayBeLeftOut, runOracle } from "./oracles.ts";

/** Another seed: ARGOSY_SEED; more programs that are run: ARGOSY_PROGRAMS. Each takes Kubeflow's library some seconds. */
const seed = Number(process.env["ARGOSY_SEED"] ?? 20_261_124);
const count = Number(process.env["ARGOSY_PROGRAMS"] ?? 100);
/** Programs that share one TypeScript program. */
const BATCH = 50;
const AT_ONCE = 2;
const minutes = 60_000;

const folder = mkdtempSync(join(tmpdir(), "argosy-kfp-generated-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(mayBeLeftOut)(
  `${count} programs of seed ${seed} do the same on Kubeflow`,
  async () => {
    const compiler = new ManyCompiler();
    const problems: string[] = [];
    let run = 0;
    // Some are refused, so there are more than are needed.
    const list = fc.sample(straightPrograms, { seed, numRuns: count * 3 });
    for (let at = 0; at < list.length && run < count; at += BATCH) {
      const batch = list.slice(at, at + BATCH);
      const sources = batch.map((program, index) => ({ path: pathOf(index), text: moduleText(program, "generated") }));
      const compiled = await compileAll(compiler, sources);
      const accepted = batch.flatMap((program, index) => {
        const one = compiled[index];
        // A crash has nothing to do with Kubeflow: the differential tests compile the same programs and report it.
        if (one === undefined) return [];
        if (one.ok) return [{ program, compiled: one.compiled }];
        const other = one.problems.filter((text) => !/ AR42\d\d /.test(text));
        problems.push(...other.map((text) => `${text}\n${moduleText(program, "generated")}`));
        return [];
      });
      const wanted = accepted.slice(0, count - run);
      problems.push(...(await checked(wanted.map((one) => one.compiled))));
      problems.push(...(await inTurn(wanted, prove)));
      run += wanted.length;
    }
    expect(problems).toEqual([]);
    expect(run).toBe(count);
  },
  40 * minutes,
);

async function compileAll(
  compiler: ManyCompiler,
  sources: readonly SourceText[],
): Promise<readonly (CompiledText | undefined)[]> {
  const options = { check: false, target: "kfp" } as const;
  try {
    return await compiler.compile(sources, options);
  } catch {
    const found: (CompiledText | undefined)[] = [];
    for (const source of sources)
      found.push(
        await compiler.compile([source], options).then(
          ([one]) => one,
          () => undefined,
        ),
      );
    return found;
  }
}

interface Accepted {
  readonly program: GeneratedProgram;
  readonly compiled: Compiled;
}

/** One run of each program, each with other parameters. */
async function prove({ program, compiled }: Accepted): Promise<readonly string[]> {
  const params = program.inputs[program.body.length % program.inputs.length] ?? program.inputs[0];
  if (params === undefined) return [];
  const expected = await observePlain({ text: functionText(program.body), library }, params);
  const found = differences("kfp", expected, await observeKfp(compiled, params, folder));
  return found.map((text) => `${JSON.stringify(params)} ${text}\n${moduleText(program, "generated")}`);
}

async function checked(compiled: readonly Compiled[]): Promise<readonly string[]> {
  const files = compiled.map(({ kfp = [] }, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, printYaml(kfp));
    return file;
  });
  if (files.length === 0) return [];
  const { stdout } = await runOracle("kfp-check", ["--strict", ...files]);
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("ok "));
}

async function inTurn<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const waiting = [...items];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) found.push(...(await action(item)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/** A file that does not exist, beside the cases. */
function pathOf(index: number): string {
  return fileURLToPath(new URL(`../differential/cases/generated-${index}.ts`, import.meta.url));
}

/** Files of the empty project. */
export const pipelineSource = `import { pipeline, step } from "@argosy/sdk";

export const square = step({ cpu: "100m", memory: "128Mi" }, ({ n }: { n: number }) => ({ value: n * n }));

export const squares = pipeline({ name: "squares" }, async ({ numbers = [1, 2, 3] }: { numbers?: number[] }) => {
  const parts = await Promise.all(numbers.map((n) => square({ n })));
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  if (total > 20) return { total, large: true };
  return { total, large: false };
});
`;

/** Uses every package by its public types; \`expected\` lines fail when a type degrades to \`any\`. */
export const consumer = `import { pipeline, step, type Dataset, type StepDefaults } from "@argosy/sdk";
import { compile } from "@argosy/compiler";
import type { Diagnostic, PipelineIr } from "@argosy/sdk/ir";
import type { RunEvent } from "@argosy/runner";

const defaults: StepDefaults = { cpu: 1, memory: "1Gi" };
export const size = step({ cpu: 1, memory: "1Gi" }, async ({ data }: { data: Dataset }) => ({ bytes: data.bytes }));
export const main = pipeline({ defaults }, async ({ data }: { data: Dataset }) => {
  const { bytes } = await size({ data });
  const count: number = bytes;
  // @ts-expect-error a number is no string
  const text: string = bytes;
  return { count, text };
});
// @ts-expect-error the input has no such field
void size({ dat: 1 });

export async function names(entry: string): Promise<readonly string[]> {
  const result = await compile({ entry, target: "local", podRuntime: "", settings: { image: "node:24-slim" } });
  // @ts-expect-error a result is no number
  const wrong: number = result;
  const problems: readonly Diagnostic[] = result.diagnostics;
  const ir: PipelineIr | undefined = result.compiled?.ir;
  void wrong;
  return [...problems.map((problem) => problem.code), ir?.name ?? ""];
}

export function describe(event: RunEvent): string {
  // @ts-expect-error an event is no number
  const wrong: number = event;
  return String(wrong);
}
`;

const common = { strict: true, noEmit: true, target: "es2022", lib: ["es2023", "dom"], types: [] };

/** As projects have it today, as older ones and notebooks have it, and as bundlers have it. */
export const typeCheckers: Readonly<Record<string, object>> = {
  nodenext: { ...common, module: "nodenext" },
  bundler: { ...common, module: "esnext", moduleResolution: "bundler" },
  node10: { ...common, module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
};

import type { PipelineIr } from "./types.ts";

/**
 * IR that came from outside, checked.
 *
 * @throws {TypeError} naming every place that is not as the IR has it
 */
export async function parsePipelineIr(value: unknown): Promise<PipelineIr> {
  // Loaded only here: zod alone takes longer to load than the rest of the package.
  const [{ pipelineIrSchema }, { prettifyError }] = await Promise.all([import("./schema.ts"), import("zod")]);
  const parsed = pipelineIrSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TypeError(`not the IR of a pipeline:\n${prettifyError(parsed.error)}`);
}

import { expect, test } from "vitest";
import { BEHAVIOURS } from "./behaviours.ts";
import type { ContainerEnd, ContainerRun } from "./document.ts";
import { runWorkflow } from "./interpreter.ts";

test.each(BEHAVIOURS)("$name", async ({ spec, arguments: given = {}, expected }) => {
  const end = await runWorkflow(spec, given, shell);
  if (end.kind === "hangs") {
    expect("hangs", end.reference).toBe(expected);
    return;
  }
  const { phase, outputs } = end.node;
  const result = outputs?.get("result");
  expect({ phase, ...(result === undefined ? {} : { result }) }).toEqual(expected);
});

/** The one script that the containers run. */
async function shell({ env }: ContainerRun): Promise<ContainerEnd> {
  const text = env.get("TEXT") ?? "";
  return {
    exitCode: Number(env.get("CODE")),
    message: "",
    files: new Map(text === "none" ? [] : [["/tmp/out", text]]),
  };
}

import { encodeWireError, type WireError } from "@argosy/sdk/runtime";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./failures.ts";
import type { Nodes } from "./nodes.ts";
import { aroundItem1, aroundRound5, nodesFrom, program } from "./run.fixture.ts";

const boom: WireError = { name: "RangeError", message: "no best", step: "work", at: "fan.ts:9:3" };

/** As the compiler's `raise` task looks when it has done what it is for. */
function raised(boundaryID: string, error: WireError) {
  const parameters = [{ name: "error", value: encodeWireError(error) }];
  const message = `main: Error (exit code 66): ${error.name}: ${error.message} (at ${error.at})`;
  return {
    displayName: "raise",
    boundaryID,
    phase: "Failed",
    message,
    inputs: { parameters },
    from: 8,
    to: 9,
  } as const;
}

function first(nodes: Nodes) {
  return failuresOf({ phase: "Failed" }, nodes, program)[0].failure;
}

describe("an error of the code between the steps", () => {
  const said = { name: "RangeError", message: "no best", cause: "program", step: "work", at: "fan.ts:9:3" };

  it("names the step that it came from, and the line", () => {
    expect(first(nodesFrom(["fan-1", { type: "DAG" }], ["fan-1-1", raised("fan-1", boom)]))).toEqual(said);
  });

  it("names the item of a fan-out", () => {
    const nodes = nodesFrom(...aroundItem1, ["fan-1-20", raised("fan-1-13", boom)]);
    expect(first(nodes)).toEqual({ ...said, item: 1 });
  });

  it("names the round of a loop", () => {
    const nodes = nodesFrom(...aroundRound5, ["fan-1-40", raised("fan-1-35", boom)]);
    expect(first(nodes)).toEqual({ ...said, item: 5 });
  });
});

it("a step that cannot say where it failed is named by the place where it is defined", () => {
  const message = "Pod was active on the node longer than the specified deadline";
  const work = { displayName: "work", boundaryID: "fan-1-13", phase: "Failed", message, from: 8, to: 9 } as const;
  expect(first(nodesFrom(...aroundItem1, ["fan-1-20", work]))).toMatchObject({
    name: "TimeoutError",
    task: "each[1]/work",
    step: "work",
    item: 1,
    at: "fan.ts:1:3",
  });
});

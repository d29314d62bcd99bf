import type { Json } from "@argosy/sdk/ir";
import { describe, expect, it } from "vitest";
import { formatResult } from "./result.ts";

const model: Json = {
  uri: "file:///store/ab/model.json",
  sha256: "ab",
  bytes: 1_572_864,
  mediaType: "application/json",
  type: "model",
  metadata: {},
};

describe("formatResult", () => {
  it.each<[Json, string]>([
    [null, ""],
    [5, "5\n"],
    [false, "false\n"],
    ["done", "done\n"],
    ["", "\n"],
    [[], "[]\n"],
    [{}, "{}\n"],
    [[1, 2], "- 1\n- 2\n"],
    [model, "/store/ab/model.json (model, 1.5 MiB)\n"],
  ])("prints %j", (value, expected) => {
    expect(formatResult(value)).toBe(expected);
  });

  it("aligns fields, and shows records as a table and artifacts by their place", () => {
    const sweep = [
      { model: "bayes", lr: 0.1, f1: 0.925 },
      { model: "forest", lr: 1, f1: null, note: "slow" },
    ];
    const nested = { reason: "x".repeat(80), list: [{ a: { b: 1 } }, [1, 2]] };
    expect(
      formatResult({
        deployed: true,
        best: { lr: 0.1 },
        sweep,
        artifact: model,
        remote: { ...model, uri: "s3://b/k" },
        nested,
      }),
    ).toMatchInlineSnapshot(`
      "deployed  true
      best      {"lr":0.1}
      sweep
        model    lr  f1     note
        bayes   0.1  0.925
        forest    1  null   slow
      artifact  /store/ab/model.json (model, 1.5 MiB)
      remote    s3://b/k (model, 1.5 MiB)
      nested
        reason  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        list    [{"a":{"b":1}},[1,2]]
      "
    `);
  });

  it("hands no control characters to the terminal", () => {
    expect(formatResult({ text: "\u001b[2J\u0007" })).toBe("text  \ufffd[2J\ufffd\n");
  });
});

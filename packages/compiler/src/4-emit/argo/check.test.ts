import { describe, expect, it } from "vitest";
import type { Diagnostic, TargetSettings } from "@argosy/sdk/ir";
import { argo } from "./index.ts";
import {
  at,
  bundle,
  bundlesOf,
  lit,
  out,
  param,
  pod,
  program,
  type ProgramParts,
  scope,
  SETTINGS,
  step,
} from "./programs.fixture.ts";

const one = scope("main", { tasks: [pod("one", "one")], output: { kind: "ref", ref: out("one") } });

function check(parts: Partial<ProgramParts>, settings: Partial<TargetSettings> = {}): readonly Diagnostic[] {
  return argo.check(program({ name: "p", steps: [step("one")], scopes: [one], ...parts }), {
    ...SETTINGS,
    ...settings,
  });
}

describe("what Argo cannot do", () => {
  it("is nothing in a plain program", () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    ["cache", { cache: true }],
    ["cache", { cache: { version: "2" } }],
    ["spot", { spot: { fallback: "none", after: 1 } }],
  ])("is said of `%s` where it is written", (option, options) => {
    const [found, ...rest] = check({ steps: [step("one", options, { [option]: at(7) })] });
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      code: "AR4101",
      severity: "error",
      span: { line: 7 },
      message: `\`${option}\` cannot be compiled to Argo yet`,
    });
  });

  it("does not mind options that are off", () => {
    expect(check({ steps: [step("one", { cache: false, spot: false })] })).toEqual([]);
  });

  it("finds what the pipeline sets for all steps", () => {
    expect(check({ options: { defaults: { cache: true } } })).toMatchObject([{ code: "AR4101" }]);
  });

  it.each([
    [{ env: { A: "x{{y}}" } }, "env"],
    [{ annotations: { "a.b/c": "{{=1}}" } }, "annotations"],
    [{ affinity: { nodeAffinity: { "{{": 1 } } }, "affinity"],
  ])("finds braces that Argo would replace in %j", (options, option) => {
    const [found] = check({ steps: [step("one", options, { [option]: at(8) })] });
    expect(found).toMatchObject({ code: "AR4102", span: { line: 8 } });
    expect(found?.message).toContain(`\`${option}\``);
  });

  it("takes the braces out of prose itself", () => {
    const options = { description: "a {{b}} {{{c}}}" };
    expect(check({ options, steps: [step("one", options)] })).toEqual([]);
    const given = program({ name: "p", options, steps: [step("one", options)], scopes: [one] });
    expect(JSON.stringify(argo.emit(given, bundlesOf(given), SETTINGS))).toContain("a { {b}} { { {c}}}");
  });

  it("finds parameters that Argo has no name for", () => {
    expect(
      check({ params: [param("größe", "number", 1), param("a$", "number", 1), param("a_b1", "number", 1)] }),
    ).toMatchObject([{ code: "AR4103", message: "Argo takes no parameter called `größe`" }, { code: "AR4103" }]);
  });

  it("finds waits that grow by fractions", () => {
    const retry = { limit: 1, on: ["error"], backoffSeconds: 1, backoffFactor: 1.5 } as const;
    expect(check({ steps: [step("one", { retry }, { "retry.backoff.factor": at(9) })] })).toMatchObject([
      { code: "AR4109", span: { line: 9 }, hint: "Write 1 or 2" },
    ]);
  });

  it("finds schedules of pipelines that need a parameter", () => {
    const options = { schedule: "@daily" };
    expect(check({ options, params: [param("a", "number"), param("b", "number", 1)] })).toMatchObject([
      { code: "AR4110", message: "nobody gives `a` to a scheduled run" },
    ]);
    expect(check({ options, params: [param("b", "number", 1)] })).toEqual([]);
  });

  it("finds a directory that no pod sees", () => {
    expect(check({}, { store: { url: "file:///data" } })).toMatchObject([{ code: "AR4111" }]);
    expect(check({}, { store: { url: "file:///data", volume: { hostPath: { path: "/data" } } } })).toEqual([]);
  });

  it("warns of a store that pods have no keys for", () => {
    const secret = { name: "s3", accessKey: "a", secretKey: "b" };
    expect(check({}, { store: { url: "s3://b" } })).toMatchObject([{ code: "AR4112", severity: "warning" }]);
    expect(check({}, { store: { url: "s3://b", secret } })).toEqual([]);
  });

  it("tells that groups of too many tasks wait for more than they need", () => {
    const id = (index: number): string => `t${index}`;
    const braid = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...pod(id(index), "one"),
        needs: [index - 2, index - 3].filter((need) => need >= 0).map((need) => id(need)),
      }));
    const output = { kind: "ref", ref: lit("1") } as const;
    expect(check({ scopes: [scope("main", { tasks: braid(200), output })] })).toEqual([]);
    expect(check({ scopes: [scope("main", { tasks: braid(201), output })] })).toMatchObject([
      { code: "AR4113", severity: "info", message: expect.stringContaining("these 201 are in groups") },
    ]);
  });

  it("finds constants that no pod can be given", () => {
    const tasks = [pod("one", "one", { a: lit(`"${"x".repeat(60_000)}"`), b: lit(`"${"x".repeat(60_000)}"`) })];
    expect(check({ scopes: [scope("main", { tasks, output: { kind: "ref", ref: out("one") } })] })).toMatchObject([
      {
        code: "AR4108",
        message: "the constants in this call have 120,004 bytes, but a pod takes 98,304",
        span: { line: 20 },
      },
    ]);
  });
});

describe("what no cluster would store", () => {
  const params = [param("a", "string", "x".repeat(1_000_000))];
  const given = program({ name: "p", steps: [step("one")], scopes: [{ ...one, inputs: ["a"] }], params });

  it("is a run over 900 KiB", () => {
    const bundles = bundlesOf(given);
    const found = argo.checkDocuments(given, bundles, argo.emit(given, bundles, SETTINGS));
    expect(found).toMatchObject([{ code: "AR4106" }]);
    expect(found[0]?.message).toMatch(
      /^every run of `p` would store 1,00\d,\d{3} bytes, but Argo keeps a run in 921,600$/,
    );
  });

  it("is code over 900 KiB", () => {
    const noise = Array.from(
      { length: 150_000 },
      (_, index) => ((index * 2654435761) % 2 ** 32).toString(36) + Math.sin(index),
    ).join();
    const bundles = [bundle("one", noise)];
    const found = argo.checkDocuments(given, bundles, argo.emit(given, bundles, SETTINGS));
    expect(found).toMatchObject([{ code: "AR4107", span: step("one").span }]);
    expect(found[0]?.message).toMatch(
      /^the code of step `one` has [\d,]+ bytes compressed, but a ConfigMap holds 921,600$/,
    );
  });
});

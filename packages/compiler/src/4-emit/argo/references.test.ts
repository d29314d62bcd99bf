import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../backend.ts";
import { EmitError } from "./emit-error.ts";
import { referencesInExpression, referencesInText } from "./expression-scan.ts";
import { argo } from "./index.ts";
import { bundlesOf, input, out, param, pod, program, scope, SETTINGS, step, when } from "./programs.fixture.ts";
import { assertReferences, danglingReferences } from "./references.ts";

const sound = program({
  name: "sound",
  params: [param("rows", "number")],
  steps: [step("load", { retry: { limit: 1, on: ["error"] } }), step("use")],
  ports: { load: { c1: "guard" } },
  scopes: [
    scope("main", {
      inputs: ["rows"],
      tasks: [
        pod("load", "load", { rows: input("rows") }),
        pod("use", "use", { load: out("load") }, { needs: ["load"], guards: [when(out("load", "c1"), true)] }),
      ],
      output: {
        kind: "choice",
        guard: when(out("load", "c1"), true),
        then: { kind: "ref", ref: out("use") },
        else: { kind: "ref", ref: input("rows") },
      },
    }),
  ],
});

function broken(from: string, to: string): KubernetesObject {
  const [template] = argo.emit(sound, bundlesOf(sound), SETTINGS);
  const text = JSON.stringify(template);
  expect(text.includes(from), from).toBe(true);
  return JSON.parse(text.replaceAll(from, to));
}

describe("danglingReferences", () => {
  it.each([
    [
      "an unknown task",
      "{{tasks.load.outputs",
      "{{tasks.lord.outputs",
      "use in main refers to `tasks.lord.outputs.parameters.out`, which it cannot",
    ],
    [
      "an unknown port",
      "load'].outputs.parameters['c1'] == 'true'}}",
      "load'].outputs.parameters['c2'] == 'true'}}",
      "use in main refers to `tasks.load.outputs.parameters.c2`, which it cannot",
    ],
    [
      "an unknown port in an output",
      "? tasks['use'].outputs.parameters['out']",
      "? tasks['use'].outputs.parameters['c1']",
      "the outputs of main refers to `tasks.use.outputs.parameters.c1`, which it cannot",
    ],
    [
      "a task that is not waited for",
      '"depends":"load.Succeeded",',
      "",
      "use in main refers to `tasks.load.outputs.parameters.c1`, which it cannot",
    ],
    [
      "an unknown input",
      "{{inputs.parameters.rows}}",
      "{{inputs.parameters.row}}",
      "load in main refers to `inputs.parameters.row`, which it cannot",
    ],
    [
      "an unknown dependency",
      "load.Succeeded",
      "lord.Succeeded",
      "use in main depends on `lord`, which does not exist",
    ],
    [
      "an unknown template",
      '"template":"use"',
      '"template":"us"',
      "use in main runs the template `us`, which does not exist",
    ],
    ["a missing argument", '{"name":"call","value":"use"},', "", "use in main does not give `call` to use"],
    [
      "a surplus argument",
      '{"name":"call","value":"use"},',
      '{"name":"call","value":"use"},{"name":"x","value":""},',
      "use in main gives `x`, which use does not take",
    ],
    [
      "an item without a list",
      "{{inputs.parameters.rows}}",
      "{{item}}",
      "load in main refers to `item`, which it cannot",
    ],
    [
      "an unknown variable of the workflow",
      "{{workflow.name}}",
      "{{workflow.nam}}",
      "load refers to `workflow.nam`, which it cannot",
    ],
    [
      "a variable that retries do not have",
      "lastRetry.message",
      "lastRetry.massage",
      "load's retries refers to `lastRetry.massage`, which it cannot",
    ],
    ["a missing entry", '"entrypoint":"main"', '"entrypoint":"min"', "there is no entry template `min`"],
    [
      "a missing parameter",
      '"arguments":{"parameters":[{"name":"rows"}]},"work',
      '"work',
      "the workflow's arguments does not give `rows` to main",
    ],
  ])("finds %s", (_, from, to, message) => {
    expect(danglingReferences(broken(from, to))).toContain(message);
    expect(() => assertReferences(broken(from, to))).toThrow(EmitError);
  });

  it("finds retries where nothing is retried", () => {
    const document = broken("x", "x");
    const { templates } = document.spec as { templates: { name: string; retryStrategy?: object }[] };
    const without = templates.map((template) => ({ ...template, retryStrategy: undefined }));
    expect(danglingReferences({ ...document, spec: { ...(document.spec as object), templates: without } })).toContain(
      "load refers to `retries`, which it cannot",
    );
  });

  it("finds tasks that wait for each other", () => {
    expect(() =>
      danglingReferences(broken('{"name":"load","template"', '{"name":"load","depends":"use.Succeeded","template"')),
    ).toThrow("the tasks load, use depend on each other");
  });

  it("finds nothing where nothing is wrong", () => {
    expect(danglingReferences(broken("x", "x"))).toEqual([]);
  });
});

describe("references in texts", () => {
  it("are read from both kinds of braces", () => {
    expect(
      referencesInText('{"a":{{inputs.parameters.a-b}},"b":{"c":{"d":1}}} {{=toJson(tasks[\'x\'].status)}}'),
    ).toEqual([
      ["inputs", "parameters", "a-b"],
      ["tasks", "x", "status"],
    ]);
  });

  it("are not what stands in strings", () => {
    expect(
      referencesInExpression("'tasks[\\'x\\'].y' == item ? 'a' : fromJSON(inputs.parameters['b'])[int(item)]"),
    ).toEqual([["item"], ["inputs", "parameters", "b"], ["item"]]);
  });

  it.each(["{{inputs.parameters.a", "{{=env('HOME')}}", "{{=a ~ b}}", "{{='open}}"])("are refused in %s", (text) => {
    expect(() => referencesInText(text).map((path) => path.join("."))).toThrow(EmitError);
  });
});

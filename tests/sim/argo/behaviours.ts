/**
 * What the controller does, a document for each: the interpreter is tested on them, and a real controller of 4.0.7 has to
 * agree (`tests/cluster/sim.test.ts`). Containers are `sh` scripts of a tiny kind: `echo TEXT > /tmp/out; exit CODE`.
 */
import type { Template, WorkflowSpec } from "./document.ts";

export interface Behaviour {
  readonly name: string;
  readonly spec: WorkflowSpec;
  readonly arguments?: { readonly [name: string]: string };
  /** Phase of the workflow and its output `result`; `hangs` when it waits for ever. */
  readonly expected: { readonly phase: "Succeeded" | "Failed" | "Error"; readonly result?: string } | "hangs";
}

type Tasks = NonNullable<Template["dag"]>["tasks"];
type Task = Tasks[number];

const DEFAULT = "null";

/** Writes its input `text` and ends with its input `code`. */
function leaf(fallback?: string): Template {
  return {
    name: "leaf",
    inputs: {
      parameters: [
        { name: "text", default: "ok" },
        { name: "code", default: "0" },
      ],
    },
    outputs: {
      parameters: [
        { name: "out", valueFrom: { path: "/tmp/out", ...(fallback === undefined ? {} : { default: fallback }) } },
      ],
    },
    container: {
      command: ["sh", "-c", 'if [ "$TEXT" != none ]; then printf %s "$TEXT" > /tmp/out; fi; exit "$CODE"'],
      env: [
        { name: "TEXT", value: "{{inputs.parameters.text}}" },
        { name: "CODE", value: "{{inputs.parameters.code}}" },
      ],
    },
  };
}

function task(name: string, more: Partial<Task> & { readonly text?: string; readonly code?: string } = {}): Task {
  const { text, code, ...rest } = more;
  const parameters = [
    ...(text === undefined ? [] : [{ name: "text", value: text }]),
    ...(code === undefined ? [] : [{ name: "code", value: code }]),
  ];
  return { name, template: "leaf", ...(parameters.length === 0 ? {} : { arguments: { parameters } }), ...rest };
}

type Result = NonNullable<NonNullable<Template["outputs"]>["parameters"]>[number]["valueFrom"];

function dag(tasks: Tasks, result?: Result, target?: string, name = "main"): Template {
  return {
    name,
    ...(result === undefined ? {} : { outputs: { parameters: [{ name: "result", valueFrom: result }] } }),
    dag: { failFast: false, ...(target === undefined ? {} : { target }), tasks },
  };
}

function spec(main: Template, ...others: readonly Template[]): WorkflowSpec {
  return { entrypoint: "main", templates: [main, leaf(DEFAULT), ...others.filter(({ name }) => name !== "leaf")] };
}

/** The same with a leaf whose output has no default. */
function strict(main: Template, ...others: readonly Template[]): WorkflowSpec {
  return { entrypoint: "main", templates: [main, leaf(), ...others] };
}

const out = (name: string): string => `{{tasks.${name}.outputs.parameters.out}}`;
const skipped = (name: string): Task => task(name, { when: "{{=1 == 2}}" });

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    name: "a value goes from a task to the next and to the result",
    spec: spec(
      dag([task("a", { text: "7" }), task("b", { depends: "a.Succeeded", text: `<${out("a")}>` })], {
        parameter: out("b"),
      }),
    ),
    expected: { phase: "Succeeded", result: "<7>" },
  },
  {
    name: "a failed leaf that nothing follows fails the DAG",
    spec: spec(dag([task("a", { code: "1" }), task("b")])),
    expected: { phase: "Failed" },
  },
  {
    name: "what waits for a failed task is omitted, and the DAG fails",
    spec: spec(dag([task("a", { code: "1" }), task("b", { depends: "a.Succeeded" })])),
    expected: { phase: "Failed" },
  },
  {
    name: "without a target the last task swallows the failure",
    spec: spec(dag([task("a", { code: "1" }), task("b", { depends: "a.Succeeded || a.Failed" })])),
    expected: { phase: "Succeeded" },
  },
  {
    name: "a target brings the failure back",
    spec: spec(dag([task("a", { code: "1" }), task("b", { depends: "a.Succeeded || a.Failed" })], undefined, "a b")),
    expected: { phase: "Failed" },
  },
  {
    name: "an omitted handler does no harm",
    spec: spec(
      dag(
        [
          task("try"),
          task("catch", { depends: "try.Failed" }),
          task("finally", {
            depends: "(try.Succeeded || try.Failed) && (catch.Succeeded || catch.Failed || catch.Omitted)",
          }),
        ],
        { parameter: out("finally") },
        "catch finally",
      ),
    ),
    expected: { phase: "Succeeded", result: "ok" },
  },
  {
    name: "a skipped task gives its own default",
    spec: spec(
      dag([skipped("a"), task("b", { depends: "a.Succeeded || a.Skipped", text: `<${out("a")}>` })], {
        parameter: out("b"),
      }),
    ),
    expected: { phase: "Succeeded", result: "<null>" },
  },
  {
    name: "the default of a skipped task wins over that of the output",
    spec: spec(dag([skipped("a")], { parameter: out("a"), default: "other" })),
    expected: { phase: "Succeeded", result: "null" },
  },
  {
    name: "the default of a skipped task is not nil",
    spec: spec(
      dag([skipped("a")], { expression: "tasks['a'].outputs.parameters['out'] ?? 'other'", default: "third" }),
    ),
    expected: { phase: "Succeeded", result: "null" },
  },
  {
    name: "only the arm that is taken is evaluated",
    spec: spec(
      dag([task("a"), skipped("b")], {
        expression:
          "tasks['b'].status == 'Succeeded' ? tasks['nobody'].outputs.parameters['out'] : tasks['a'].outputs.parameters['out']",
        default: "none",
      }),
    ),
    expected: { phase: "Succeeded", result: "ok" },
  },
  {
    name: "a skipped task without a default leaves its reader without a value",
    spec: strict(dag([skipped("a"), task("b", { depends: "a.Succeeded || a.Skipped", text: `<${out("a")}>` })])),
    expected: { phase: "Error" },
  },
  {
    name: "alone it is the reader's own default",
    spec: strict(
      dag([skipped("a"), task("b", { depends: "a.Succeeded || a.Skipped", text: out("a") })], { parameter: out("b") }),
    ),
    expected: { phase: "Succeeded", result: "ok" },
  },
  {
    name: "bare depends runs after a skipped task",
    spec: spec(dag([skipped("a"), task("b", { depends: "a", text: "ran" })], { parameter: out("b") })),
    expected: { phase: "Succeeded", result: "ran" },
  },
  {
    name: "bare depends is omitted after an omitted task",
    spec: spec(
      dag([task("a"), task("b", { depends: "a.Failed" }), task("c", { depends: "b" })], { parameter: out("c") }),
    ),
    expected: { phase: "Succeeded", result: "null" },
  },
  {
    name: "a failed leaf has outputs",
    spec: spec(
      dag(
        [
          task("a", { text: "why", code: "3" }),
          task("b", { depends: "a.Failed", text: `${out("a")} {{tasks.a.exitCode}} {{tasks.a.status}}` }),
        ],
        {
          parameter: out("b"),
        },
      ),
    ),
    expected: { phase: "Succeeded", result: "why 3 Failed" },
  },
  {
    name: "a missing output without a default is an error",
    spec: strict(dag([task("a", { text: "none" })])),
    expected: { phase: "Error" },
  },
  {
    name: "a missing output has its default",
    spec: spec(dag([task("a", { text: "none" })], { parameter: out("a") })),
    expected: { phase: "Succeeded", result: "null" },
  },
  {
    name: "a list gives an array of strings",
    spec: spec(
      dag(
        [
          task("each", { withItems: ["1", "a", "true", '{"i":0}'], text: "{{item}}" }),
          task("b", { depends: "each.Succeeded", text: out("each") }),
        ],
        {
          parameter: out("b"),
        },
      ),
    ),
    expected: { phase: "Succeeded", result: '["1","a","true","{\\"i\\":0}"]' },
  },
  {
    name: "an item that failed is missing from the array",
    spec: spec(
      dag(
        [
          task("each", { withItems: ["0", "1", "0"], text: "x{{item}}", code: "{{item}}" }),
          task("b", { depends: "each.Failed", text: out("each") }),
        ],
        { parameter: out("b") },
      ),
    ),
    expected: { phase: "Succeeded", result: '["x0","x0"]' },
  },
  {
    name: "an empty list is skipped and gives the leaf's default",
    spec: spec(
      dag([task("each", { withSequence: { count: "0" }, text: "{{item}}" })], {
        expression: "tasks['each'].status + tasks['each'].outputs.parameters['out']",
      }),
    ),
    expected: { phase: "Succeeded", result: "Skippednull" },
  },
  {
    name: "a sequence counts from 0",
    spec: spec(
      dag([task("each", { withSequence: { count: "{{=len(fromJSON('[1,2]'))}}" }, text: "i{{item}}" })], {
        parameter: out("each"),
      }),
    ),
    expected: { phase: "Succeeded", result: '["i0","i1"]' },
  },
  {
    name: "for ?? what a task has not is nil",
    spec: spec(
      dag(
        [
          task("a", { code: "3" }),
          task("b", { depends: "a.Failed || a.Errored", text: "{{=tasks['a'].ip4 ?? 'absent'}}" }),
        ],
        { parameter: out("b") },
      ),
    ),
    expected: { phase: "Succeeded", result: "absent" },
  },
  {
    name: "a task stands in for one that failed",
    spec: spec(
      dag([{ name: "caught", template: "caught" }], { parameter: "{{tasks.caught.outputs.parameters.out}}" }),
      {
        ...dag([
          task("run", { code: "137", text: "lost" }),
          task("rescue", { depends: "run.Failed || run.Errored", text: "instead {{=tasks['run'].exitCode ?? ''}}" }),
        ]),
        name: "caught",
        outputs: {
          parameters: [
            {
              name: "out",
              valueFrom: {
                expression:
                  "tasks['run'].status == 'Succeeded' ? tasks['run'].outputs.parameters['out'] : tasks['rescue'].outputs.parameters['out']",
              },
            },
          ],
        },
      },
    ),
    expected: { phase: "Succeeded", result: "instead 137" },
  },
  {
    name: "nobody stands in for a task that succeeded",
    spec: spec(
      dag([task("run"), task("rescue", { depends: "run.Failed || run.Errored", text: "instead" })], {
        expression:
          "tasks['run'].status == 'Succeeded' ? tasks['run'].outputs.parameters['out'] : tasks['rescue'].outputs.parameters['out']",
      }),
    ),
    expected: { phase: "Succeeded", result: "ok" },
  },
  {
    name: "a reference to an output that does not exist",
    spec: spec(dag([task("a"), task("b", { depends: "a", text: "{{=tasks['a'].outputs.parameters['nope']}}" })])),
    expected: "hangs",
  },
  {
    name: "a reference to a task that does not exist",
    spec: spec(dag([task("a"), task("b", { depends: "a", text: "{{=tasks['zz'].outputs.parameters['out']}}" })])),
    expected: "hangs",
  },
  {
    name: "the output of a failed DAG",
    spec: spec(
      dag([
        { name: "inner", template: "inner" },
        task("b", { depends: "inner.Failed", text: "{{tasks.inner.outputs.parameters.result}}" }),
      ]),
      dag([task("a", { code: "1" })], { parameter: out("a"), default: "none" }, undefined, "inner"),
    ),
    expected: "hangs",
  },
  {
    name: "the array of a list behind a false condition",
    spec: spec(
      dag([
        task("each", { when: "{{=1 == 2}}", withItems: ["a"], text: "{{item}}" }),
        task("b", { depends: "each.Succeeded || each.Skipped", text: out("each") }),
      ]),
    ),
    expected: "hangs",
  },
  {
    name: "retries as the expression says",
    spec: spec(dag([{ name: "a", template: "flaky" }], { parameter: out("a") }), {
      ...leaf(DEFAULT),
      name: "flaky",
      retryStrategy: { limit: "3", retryPolicy: "Always", expression: "int(lastRetry.exitCode) in [2]" },
      container: {
        command: ["sh", "-c", 'if [ "$TEXT" != none ]; then printf %s "$TEXT" > /tmp/out; fi; exit "$CODE"'],
        env: [
          { name: "TEXT", value: "try {{retries}}" },
          { name: "CODE", value: "{{=int(retries) < 2 ? 2 : 0}}" },
        ],
      },
    }),
    expected: { phase: "Succeeded", result: "try 2" },
  },
];

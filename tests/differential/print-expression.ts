/** Prints well-typed expressions: every type has productions, the first of which is the simplest. */
import type { Kind, Writer } from "./writer.ts";

type Production = (w: Writer, depth: number) => string;

const SMALL = [0, 1, 2, 3, -1, 4, 7];
const TEXTS = ["", "a", "xyz", "{{=2}}", "long text", "$(B)", "\\u00e9"];

/** An expression of a kind. Numbers of the gene run out in the end, and then everything is simple. */
export function expression(w: Writer, kind: Kind, depth = 2): string {
  const productions = depth <= 0 ? [variable(kind)] : PRODUCTIONS[kind];
  return (productions[w.choose(productions.length)] as Production)(w, depth - 1);
}

/** An expression that TypeScript does not know the value of. */
function subject(w: Writer, kind: Kind, depth: number): string {
  const text = expression(w, kind, depth);
  return /^[-\d"[{(]/.test(text) ? (w.variable(kind) ?? `id(${text})`) : text;
}

/** What may be `null`, also where TypeScript knows better from the code before. */
function perhaps(w: Writer, depth: number): string {
  return `(${subject(w, "maybe", depth)} as User | null)`;
}

/** A list as long as it turns out to be, also where TypeScript counts its elements. */
function list(w: Writer, depth: number): string {
  const text = expression(w, "numbers", depth);
  return text.includes("Promise.all([") ? `(${text} as readonly number[])` : text;
}

function variable(kind: Kind): Production {
  return (w) => w.variable(kind) ?? literal(w, kind);
}

function literal(w: Writer, kind: Kind): string {
  switch (kind) {
    case "number":
      return String(w.pick(SMALL));
    case "string":
      return `"${w.pick(TEXTS)}"`;
    case "boolean":
      return `n > ${w.pick(SMALL)}`;
    case "numbers":
      return w.pick(["[1, 2]", "[...xs]", "[3]", "[n, 4, 5]"]);
    case "strings":
      return w.pick(['["p", "q"]', "[t]", "[...t]"]);
    case "user":
      return `({ id: ${w.pick(SMALL)}, name: t, nick: null, scores: xs } as User)`;
    case "maybe":
      return "(n > 2 ? null : ({ id: n, name: t, nick: t, scores: xs } as User | null))";
    case "users":
      return "([] as User[])";
  }
}

/** A step call, without `await`. Where nothing may be awaited it is a simple expression instead. */
function step(print: (w: Writer, depth: number) => string, otherwise: Kind): Production {
  return (w, depth) => (w.mayAwait ? `(await ${print(w, depth)})` : expression(w, otherwise, depth));
}

/** A call of a step or a pipeline, without `await`; of numbers and strings there are some that may fail. */
export function call(w: Writer, kind: Kind, depth: number): string | undefined {
  // Pipelines first: they are what a gene without further numbers calls.
  const calls = [...w.pipelines(kind).map(pipelineCall), ...(CALLS[kind] ?? [])];
  return calls.length === 0 ? undefined : w.pick(calls)(w, depth);
}

function pipelineCall(name: string): Production {
  return (w, d) => {
    const n = promised(w, "number", d);
    const t = promised(w, "string", d);
    switch (w.choose(4)) {
      case 0:
        return `${name}({ n: ${n}, t: ${t} })`;
      case 1:
        return `${name}({ n: ${n}, t: ${t}, xs: ${promised(w, "numbers", d)} })`;
      case 2:
        return `${name}({ n: ${n}, t: ${t}, xs: ${expression(w, "boolean", d)} ? undefined : ${expression(w, "numbers", d)} })`;
      default:
        return `${name}({ ...{ n: ${expression(w, "number", d)}, t: "over" }, t: ${expression(w, "string", d)} })`;
    }
  };
}

/** What one item of a list becomes, without `await`. */
function callOfItem(w: Writer, item: string): string {
  const step = `scale({ n: ${item} })`;
  const pipelines = w.pipelines("number").map((name) => `${name}({ n: ${item}, t: "item" })`);
  return pipelines.length === 0 ? step : w.pick([...pipelines, step]);
}

const CALLS: { readonly [kind in Kind]?: readonly Production[] } = {
  number: [
    (w, d) => `add({ a: ${promised(w, "number", d)}, b: ${expression(w, "number", d)} })`,
    (w, d) => `scale({ n: ${promised(w, "number", d)} })`,
    (w, d) => `scale({ n: ${expression(w, "number", d)}, by: ${expression(w, "number", d)} })`,
    (w, d) => `rate({ who: ${promised(w, "user", d)}, bonus: ${expression(w, "number", d)} })`,
    (w, d) => `${w.pick(["half", "half", "fragile"])}({ n: ${expression(w, "number", d)} })`,
  ],
  string: [
    (w, d) => `word({ n: ${promised(w, "number", d)} })`,
    (w, d) => `shout({ text: ${promised(w, "string", d)} })`,
    (w, d) => `refuse({ text: ${expression(w, "string", d)} })`,
  ],
  boolean: [(w, d) => `positive({ n: ${promised(w, "number", d)} })`],
  numbers: [(w, d) => `range({ count: ${promised(w, "number", d)} })`],
  strings: [(w, d) => `letters({ text: ${promised(w, "string", d)} })`],
  user: [(w, d) => `user({ id: ${promised(w, "number", d)} })`],
  maybe: [(w, d) => `find({ id: ${promised(w, "number", d)} })`],
};

/** A field of a step's input may be a promise. */
function promised(w: Writer, kind: Kind, depth: number): string {
  const promise = w.mayAwait && w.choose(3) === 1 ? w.promise(kind) : undefined;
  if (promise !== undefined) return promise;
  if (w.mayAwait && depth > 0 && w.choose(6) === 1) return call(w, kind, depth - 1) ?? expression(w, kind, depth);
  return expression(w, kind, depth);
}

function awaitedPromise(kind: Kind): Production {
  return (w, depth) => {
    const promise = w.mayAwait ? w.promise(kind) : undefined;
    return promise === undefined ? expression(w, kind, depth) : `(await ${promise})`;
  };
}

function chosen(kind: Kind): Production {
  return (w, d) => `(${expression(w, "boolean", d)} ? ${expression(w, kind, d)} : ${expression(w, kind, d)})`;
}

function stepOf(kind: Kind): Production {
  return step((w, d) => call(w, kind, d) ?? "", kind);
}

/** A pure callback: nothing in it is awaited. */
function pure(w: Writer, print: () => string): string {
  return w.pure(print);
}

const PRODUCTIONS: { readonly [kind in Kind]: readonly Production[] } = {
  number: [
    variable("number"),
    (w) => literal(w, "number"),
    (w, d) => `(${expression(w, "number", d)} ${w.pick(["+", "-", "*"])} ${expression(w, "number", d)})`,
    stepOf("number"),
    chosen("number"),
    (w, d) => `${expression(w, "numbers", d)}.length`,
    (w, d) => `(${list(w, d)}[${w.pick(SMALL)}] ?? ${expression(w, "number", d)})`,
    (w, d) =>
      `${expression(w, "numbers", d)}.reduce((sum, one) => sum + one * ${w.pick(SMALL)}, ${expression(w, "number", d)})`,
    (w, d) => `${expression(w, "user", d)}.id`,
    (w, d) => `(${perhaps(w, d)}?.id ?? ${expression(w, "number", d)})`,
    (w, d) => `Math.max(${expression(w, "number", d)}, ${expression(w, "number", d)})`,
    (w, d) => `clamp(${expression(w, "number", d)}, ${w.pick(SMALL)}, 50)`,
    (w, d) => `${expression(w, "string", d)}.length`,
    (w, d) => helperCall(w, d),
    awaitedPromise("number"),
    (w, d) => `(${expression(w, "number", d)} % ${w.pick([2, 3, 7])})`,
    (w, d) => `must(${expression(w, "number", d)})`,
    (w, d) => `(${expression(w, "numbers", d)}.at(-1) ?? ${expression(w, "number", d)})`,
  ],
  string: [
    variable("string"),
    (w) => literal(w, "string"),
    (w, d) => `\`\${${expression(w, "number", d)}}-\${${expression(w, "string", d)}}\``,
    stepOf("string"),
    chosen("string"),
    (w, d) => `(${expression(w, "string", d)} + ${expression(w, "string", d)})`,
    (w, d) => `${expression(w, "string", d)}.${w.pick(["toUpperCase()", "slice(1)", "trim()", 'padStart(4, "_")'])}`,
    (w, d) => `${expression(w, "strings", d)}.join("-")`,
    (w, d) => `${expression(w, "user", d)}.name`,
    (w, d) => `(${subject(w, "user", d)}.nick ?? ${expression(w, "string", d)})`,
    // A long chain is evaluated as one piece, where no step can start.
    (w, d) => `(${pure(w, () => perhaps(w, d))}?.home?.city ?? ${expression(w, "string", d)})`,
    (w, d) => `String(${expression(w, "number", d)})`,
    (w, d) => `(${subject(w, "string", d)} || ${expression(w, "string", d)})`,
    awaitedPromise("string"),
  ],
  boolean: [
    variable("boolean"),
    (w, d) => `(${subject(w, "number", d)} ${w.pick(["<", ">=", ">", "<="])} ${expression(w, "number", d)})`,
    (w, d) => `(${subject(w, "number", d)} === ${expression(w, "number", d)})`,
    stepOf("boolean"),
    (w, d) => `!${expression(w, "boolean", d)}`.replace(/^!([^(\w].*|n >.*)$/, "!($1)"),
    (w, d) => `(${expression(w, "boolean", d)} && ${expression(w, "boolean", d)})`,
    (w, d) => `(${expression(w, "boolean", d)} || ${expression(w, "boolean", d)})`,
    (w, d) => `${expression(w, "numbers", d)}.includes(${expression(w, "number", d)})`,
    (w, d) => `(${perhaps(w, d)} !== null)`,
    (w, d) =>
      `${expression(w, "numbers", d)}.${w.pick(["some", "every"])}((one) => one > ${pure(w, () => expression(w, "number", 1))})`,
    (w, d) => `(${subject(w, "string", d)} !== ${expression(w, "string", d)})`,
  ],
  numbers: [
    variable("numbers"),
    (w) => literal(w, "numbers"),
    (w, d) => `[${expression(w, "number", d)}, ...${expression(w, "numbers", d)}]`,
    stepOf("numbers"),
    chosen("numbers"),
    (w, d) => `${expression(w, "numbers", d)}.map((one) => one + ${pure(w, () => expression(w, "number", 1))})`,
    (w, d) => `${expression(w, "numbers", d)}.filter((one, at) => one !== at)`,
    (w, d) => `${expression(w, "numbers", d)}.slice(${w.pick([0, 1, -1])})`,
    (w, d) => `${expression(w, "numbers", d)}.toSorted((a, b) => b - a)`,
    (w, d) => `${expression(w, "user", d)}.scores`,
    (w, d) => `${expression(w, "numbers", d)}.flatMap((one) => [one, ${w.pick(SMALL)}])`,
    step((w, d) => `Promise.all([${call(w, "number", d)}, ${call(w, "number", d)}])`, "numbers"),
    step((w, d) => `Promise.all(${expression(w, "numbers", d)}.map((one) => ${callOfItem(w, "one")}))`, "numbers"),
    step(
      (w, d) =>
        `Promise.all(${expression(w, "numbers", d)}.map(async (one, at) => (await add({ a: one, b: at })) + 1))`,
      "numbers",
    ),
  ],
  strings: [
    variable("strings"),
    (w) => literal(w, "strings"),
    (w, d) => `[${expression(w, "string", d)}, ${expression(w, "string", d)}]`,
    stepOf("strings"),
    (w, d) => `${expression(w, "numbers", d)}.map((one) => \`<\${one}>\`)`,
    (w, d) => `Object.keys(${expression(w, "user", d)})`,
    (w, d) => `${expression(w, "string", d)}.split("")`,
    (w, d) => `${expression(w, "users", d)}.map(({ name }) => name)`,
    chosen("strings"),
  ],
  user: [
    variable("user"),
    (w) => literal(w, "user"),
    stepOf("user"),
    (w, d) => `({ ...${expression(w, "user", d)}, id: ${expression(w, "number", d)} })`,
    (w, d) => `(${perhaps(w, d)} ?? ${expression(w, "user", d)})`,
    chosen("user"),
    awaitedPromise("user"),
  ],
  maybe: [
    variable("maybe"),
    (w) => literal(w, "maybe"),
    stepOf("maybe"),
    (w, d) => `(${expression(w, "boolean", d)} ? ${expression(w, "user", d)} : null)`,
    (w, d) => `(${expression(w, "users", d)}.find((one) => one.id > ${w.pick(SMALL)}) ?? null)`,
  ],
  users: [
    variable("users"),
    (w, d) => `[${expression(w, "user", d)}, ${expression(w, "user", d)}]`,
    step((w, d) => `Promise.all(${expression(w, "numbers", d)}.map((id) => user({ id })))`, "users"),
    step((w, d) => `Promise.all([${call(w, "user", d)}, ${call(w, "user", d)}])`, "users"),
    (w, d) => `${expression(w, "users", d)}.filter((one) => one.nick !== null)`,
  ],
};

function helperCall(w: Writer, depth: number): string {
  const helper = w.mayAwait ? w.helper() : undefined;
  return helper === undefined ? expression(w, "number", depth) : `(await ${helper}(${expression(w, "number", depth)}))`;
}

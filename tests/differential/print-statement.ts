/** Prints statements: each kind of gene has its own shape. */
import type { Gene } from "./genome.ts";
import { call, expression } from "./print-expression.ts";
import { type Kind, KINDS, TYPES, Writer } from "./writer.ts";

export interface Place {
  /** Inside which loops, by label. */
  readonly loops: readonly string[];
  /** What `return` gives here. */
  readonly returns: Kind | "anything";
  readonly indent: string;
}

/** Statements, and at their end an `await` of every promise that they made. */
export function block(w: Writer, genes: readonly Gene[], place: Place): string {
  const lines = genes.map((gene) => statement(w, gene, place));
  const promises = w.names.filter(({ is }) => is === "promise").map(({ name }) => `${place.indent}await ${name};\n`);
  return [...lines, ...promises].join("");
}

function nested(w: Writer, genes: readonly Gene[] | undefined, place: Place, loop?: string): string {
  const inner: Place = {
    ...place,
    loops: loop === undefined ? place.loops : [...place.loops, loop],
    indent: `${place.indent}  `,
  };
  return block(new Writer(w, [], true), genes ?? [], inner);
}

type Print = (w: Writer, gene: Gene, place: Place) => string;

function statement(w: Writer, gene: Gene, place: Place): string {
  w.start(gene.choices);
  const print = STATEMENTS[gene.kind % STATEMENTS.length] as Print;
  return print(w, gene, place);
}

function declare(is: "const" | "let"): Print {
  return (w, _gene, { indent }) => {
    const kind = w.pick(KINDS);
    const value = expression(w, kind, 3);
    return `${indent}${is} ${w.declare(w.fresh("v"), kind, is)}: ${TYPES[kind]} = ${value};\n`;
  };
}

const assign: Print = (w, gene, place) => {
  const kind = w.pick<Kind>(["number", "string", "numbers", "user", "boolean"]);
  const name = w.assignable(kind);
  if (name === undefined) return declare("let")(w, gene, place);
  const operators = kind === "number" ? ["=", "+=", "-=", "*="] : kind === "string" ? ["=", "+=", "||="] : ["="];
  return `${place.indent}${name} ${w.pick(operators)} ${expression(w, kind, 3)};\n`;
};

const branch: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const test = expression(w, "boolean", 3);
  const otherwise = blocks[1] === undefined ? "" : ` else {\n${nested(w, blocks[1], place)}${indent}}`;
  return `${indent}if (${test}) {\n${nested(w, blocks[0], place)}${indent}}${otherwise}\n`;
};

const leave: Print = (w, { blocks }, place) => {
  const { indent, returns } = place;
  const test = expression(w, "boolean", 2);
  const kind = returns === "anything" ? w.pick(KINDS) : returns;
  const value = expression(w, kind, 2);
  const before = nested(w, blocks[0], place);
  return `${indent}if (${test}) {\n${before}${indent}  return ${returns === "anything" ? `{ early: ${value} }` : value};\n${indent}}\n`;
};

const jump: Print = (w, gene, place) => {
  const { indent, loops } = place;
  if (loops.length === 0) return leave(w, gene, place);
  const test = expression(w, "boolean", 2);
  const label = w.choose(2) === 1 ? ` ${w.pick(loops)}` : "";
  return `${indent}if (${test}) ${w.pick(["break", "continue"])}${label};\n`;
};

const fail: Print = (w, _gene, { indent }) => {
  const test = expression(w, "boolean", 2);
  const error = w.pick(["Error", "RangeError", "TypeError"]);
  return `${indent}if (${test}) throw new ${error}(${expression(w, "string", 2)});\n`;
};

const forOf: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const label = w.fresh("loop");
  const list = w.pick(["[1, 2]", "[3, 0, 2]", "[n, 1]", "[]", "[n, n]"]);
  const item = w.fresh("item");
  const inner = new Writer(w, []);
  inner.declare(item, "number", "const");
  const body = block(inner, blocks[0] ?? [], { ...place, loops: [...place.loops, label], indent: `${indent}  ` });
  return `${indent}${label}: for (const ${item} of ${list}) {\n${body}${indent}}\n`;
};

const count: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const label = w.fresh("loop");
  const index = w.fresh("i");
  const head = w.pick([
    `0; ${index} < 2; ${index}++`,
    `3; ${index} > 0; ${index} -= 2`,
    `1; ${index} <= 3; ${index} += 1`,
  ]);
  const inner = new Writer(w, []);
  inner.declare(index, "number", "const");
  const body = block(inner, blocks[0] ?? [], { ...place, loops: [...place.loops, label], indent: `${indent}  ` });
  return `${indent}${label}: for (let ${index} = ${head}) {\n${body}${indent}}\n`;
};

const choose: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const subject = expression(w, "number", 2);
  const inner: Place = { ...place, indent: `${indent}    ` };
  const arm = (genes: readonly Gene[] | undefined, ends: boolean): string =>
    `{\n${block(new Writer(w, []), genes ?? [], inner)}${ends ? `${indent}    break;\n` : ""}${indent}  }\n`;
  const ends = [w.choose(2) === 0, w.choose(2) === 0];
  const extra = w.pick(["", `${indent}  case 2:\n`]);
  const fallback = w.pick([
    `${indent}  default: {\n${indent}    await note({ about: "default" });\n${indent}  }\n`,
    "",
  ]);
  const cases = [
    `${indent}  case 1: ${arm(blocks[0], ends[0] ?? true)}`,
    `${extra}${indent}  case 3: ${arm(blocks[1], ends[1] ?? true)}`,
  ];
  return `${indent}switch (wrap(${subject})) {\n${cases.join("")}${fallback}${indent}}\n`;
};

const tell: Print = (w, _gene, { indent }) => `${indent}await note({ about: ${expression(w, "string", 3)} });\n`;

const promise: Print = (w, _gene, { indent }) => {
  const kind = w.pick<Kind>(["number", "string", "user"]);
  const value = call(w, kind, 2) ?? "";
  return `${indent}const ${w.declare(w.fresh("p"), kind, "promise")} = ${value};\n`;
};

const pair: Print = (w, _gene, { indent }) => {
  const kinds = [w.pick<Kind>(["number", "string", "user"]), w.pick<Kind>(["number", "string", "user"])];
  const values = kinds.map((kind) => (w.choose(3) === 1 ? w.promise(kind) : undefined) ?? call(w, kind, 2));
  const names = kinds.map((kind) => w.declare(w.fresh("v"), kind, "const"));
  return `${indent}const [${names.join(", ")}] = await Promise.all([${values.join(", ")}]);\n`;
};

const destructure: Print = (w, _gene, { indent }) => {
  if (w.choose(2) === 0) {
    const value = expression(w, "user", 2);
    const [name, city, rest] = [w.fresh("v"), w.fresh("v"), w.fresh("rest")];
    w.declare(name, "string", "const");
    w.declare(city, "string", "const");
    const keys = w.declare(w.fresh("v"), "strings", "const");
    return `${indent}const { name: ${name}, home: { city: ${city} } = { city: "none" }, ...${rest} } = ${value};\n${indent}const ${keys}: readonly string[] = Object.keys(${rest});\n`;
  }
  const value = expression(w, "numbers", 2);
  const fallback = expression(w, "number", 2);
  const [first, rest] = [w.fresh("v"), w.fresh("v")];
  w.declare(first, "number", "const");
  w.declare(rest, "numbers", "const");
  return `${indent}const [${first} = ${fallback}, ...${rest}]: readonly number[] = ${value};\n`;
};

const fanOut: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const list = expression(w, "numbers", 2);
  const kind = w.pick<Kind>(["number", "string", "numbers", "maybe"]);
  const item = w.fresh("item");
  const index = w.fresh("at");
  const inner = new Writer(w, [], false);
  inner.declare(item, "number", "const");
  inner.declare(index, "number", "const");
  const body = block(inner, blocks[0] ?? [], { loops: [], returns: kind, indent: `${indent}  ` });
  inner.start(blocks[1]?.[0]?.choices ?? [3, 0]);
  const value = expression(inner, kind, 2);
  const result = w.declare(w.fresh("v"), several(kind), "const");
  const [before, after] = collected(kind);
  return `${indent}const ${result} = ${before}(await Promise.all(${list}.map(async (${item}, ${index}): Promise<${TYPES[kind]}> => {\n${body}${indent}  return ${value};\n${indent}})))${after};\n`;
};

function several(kind: Kind): Kind {
  return kind === "string" ? "strings" : kind === "maybe" ? "users" : "numbers";
}

function collected(kind: Kind): readonly [before: string, after: string] {
  if (kind === "numbers") return ["", ".flat()"];
  return kind === "maybe" ? ["", ".filter((one) => one !== null)"] : ["", ""];
}

const helper: Print = (w, { blocks }, { indent }) => {
  const name = w.fresh("helper");
  const inner = new Writer(w, [], false);
  const parameter = inner.declare(w.fresh("a"), "number", "const");
  const body = block(inner, blocks[0] ?? [], { loops: [], returns: "number", indent: `${indent}  ` });
  inner.start(blocks[1]?.[0]?.choices ?? [3, 0]);
  const value = expression(inner, "number", 2);
  w.declare(name, "helper", "helper");
  return `${indent}const ${name} = async (${parameter}: number): Promise<number> => {\n${body}${indent}  return ${value};\n${indent}};\n`;
};

const attempt: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const shape = w.choose(4);
  const binding = w.choose(3);
  const ending = w.choose(4);
  const name = w.fresh("error");
  const seen = w.declare(w.fresh("v"), "string", "let");
  const tried = nested(w, blocks[0], place);
  const inner: Place = { ...place, indent: `${indent}  ` };
  const caught = [
    binding === 0 ? "" : `${inner.indent}${seen} = \`\${(${name} as Error).name}/\${(${name} as Error).message}\`;\n`,
    nested(w, blocks[1], place),
    binding === 2 ? `${inner.indent}if (n > 3 || !(${name} instanceof Error)) throw ${name};\n` : "",
  ].join("");
  const handler = shape === 0 ? "" : ` catch${binding === 0 ? "" : ` (${name})`} {\n${caught}${indent}}`;
  const left = place.returns === "anything" ? '{ early: "finally" }' : undefined;
  const last = [
    `${inner.indent}await note({ about: \`finally \${${seen}}\` });\n`,
    ending === 1 ? `${inner.indent}${seen} += "f";\n` : "",
    ending === 2 && left !== undefined ? `${inner.indent}if (n === 7) return ${left};\n` : "",
  ].join("");
  const end = shape === 0 || shape === 1 ? ` finally {\n${last}${indent}}` : "";
  return `${indent}let ${seen}: string = "none";\n${indent}try {\n${tried}${indent}}${handler}${end}\n`;
};

const forOfRun: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const label = w.fresh("loop");
  const list = w.mayAwait && w.choose(2) === 0 ? "await range({ count: n })" : expression(w, "numbers", 2);
  const item = w.fresh("item");
  const inner = new Writer(w, []);
  inner.declare(item, "number", "const");
  const body = block(inner, blocks[0] ?? [], { ...place, loops: [...place.loops, label], indent: `${indent}  ` });
  const told = `${indent}  await note({ about: "${label}" });\n`;
  return `${indent}${label}: for (const ${item} of ${list}) {\n${told}${body}${indent}}\n`;
};

const whileRun: Print = (w, { blocks }, place) => {
  const { indent } = place;
  const label = w.fresh("loop");
  const round = w.fresh("k");
  const test = expression(w, "boolean", 2);
  const inner = new Writer(w, []);
  inner.declare(round, "number", "const");
  const body = block(inner, blocks[0] ?? [], { ...place, loops: [...place.loops, label], indent: `${indent}  ` });
  const head = w.pick([`while (${round} < 3 && ${test})`, `while ((await add({ a: ${round}, b: 1 })) < 3)`]);
  return `${indent}let ${round} = 0;\n${indent}${label}: ${head} {\n${indent}  ${round} += 1;\n${indent}  await note({ about: \`round \${${round}}\` });\n${body}${indent}}\n`;
};

const settleAll: Print = (w, _gene, { indent }) => {
  const kinds = [w.pick<Kind>(["number", "string"]), w.pick<Kind>(["number", "string"])];
  const calls = kinds.map((kind) => call(w, kind, 2));
  const name = w.declare(w.fresh("v"), "strings", "const");
  const text = '(end.status === "fulfilled" ? String(end.value) : (end.reason as Error).message)';
  return `${indent}const ${name}: readonly string[] = (await Promise.allSettled([${calls.join(", ")}])).map((end) => ${text});\n`;
};

const STATEMENTS: readonly Print[] = [
  declare("const"),
  declare("let"),
  assign,
  branch,
  leave,
  tell,
  forOf,
  count,
  choose,
  fail,
  destructure,
  promise,
  pair,
  fanOut,
  helper,
  jump,
  branch,
  assign,
  fanOut,
  attempt,
  forOfRun,
  whileRun,
  settleAll,
  attempt,
];

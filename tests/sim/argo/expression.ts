/**
 * The part of expr-lang that emitted documents use, as Argo evaluates it. What is not here is an error: a document with
 * it has to be tried on a real controller first.
 */

/** A variable that does not resolve: Argo would try again for ever. */
export class Unresolved extends Error {
  override readonly name: string = "Unresolved";
}

export class ExpressionError extends Error {
  override readonly name: string = "ExpressionError";
}

export type Environment = { readonly [name: string]: unknown };

interface Token {
  readonly kind: "string" | "word" | "number" | "sign" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:'((?:[^'\\]|\\.)*)'|([A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(\?\?|[=!<>]=|&&|\|\||[-+*/%()[\],.?:!<>#]))/y;

export function evaluate(text: string, environment: Environment): unknown {
  return new Evaluator(tokenize(text), environment).whole();
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const source = text.trimEnd();
  while (pattern.lastIndex < source.length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) throw new ExpressionError(`cannot read ${source.slice(from, from + 30)} in ${text}`);
    const [, string, word, number, sign] = match;
    if (string !== undefined) tokens.push({ kind: "string", text: unescape(string) });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return [...tokens, { kind: "end", text: "" }];
}

const ESCAPES: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Lazy, so that an arm that is not taken may name what is not there. */
type Thunk = () => unknown;
type Binary = (left: Thunk, right: Thunk) => unknown;

const LEVELS: readonly { readonly [operator: string]: Binary }[] = [
  { "??": (a, b) => absent(a) ?? b() },
  { "||": (a, b) => bool(a()) || bool(b()), or: (a, b) => bool(a()) || bool(b()) },
  { "&&": (a, b) => bool(a()) && bool(b()), and: (a, b) => bool(a()) && bool(b()) },
  {
    "==": (a, b) => a() === b(),
    "!=": (a, b) => a() !== b(),
    "<": (a, b) => ordered(a(), b(), (x, y) => x < y),
    ">": (a, b) => ordered(a(), b(), (x, y) => x > y),
    "<=": (a, b) => ordered(a(), b(), (x, y) => x <= y),
    ">=": (a, b) => ordered(a(), b(), (x, y) => x >= y),
    in: (a, b) => list(b()).includes(a()),
    startsWith: (a, b) => string(a()).startsWith(string(b())),
    endsWith: (a, b) => string(a()).endsWith(string(b())),
    contains: (a, b) => string(a()).includes(string(b())),
  },
  {
    "+": (a, b) => {
      const [x, y] = [a(), b()];
      if (typeof x === "string" && typeof y === "string") return x + y;
      return number(x) + number(y);
    },
    "-": (a, b) => number(a()) - number(b()),
  },
  {
    "*": (a, b) => number(a()) * number(b()),
    "/": (a, b) => number(a()) / number(b()),
    "%": (a, b) => number(a()) % number(b()),
  },
];

class Evaluator {
  readonly #tokens: readonly Token[];
  readonly #environment: Environment;
  #at = 0;

  constructor(tokens: readonly Token[], environment: Environment) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  whole(): unknown {
    const value = this.#ternary();
    if (this.#next.kind !== "end") throw new ExpressionError(`unexpected ${this.#next.text}`);
    return value();
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #accept(text: string, kind: Token["kind"] = "sign"): boolean {
    if (this.#next.kind !== kind || this.#next.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new ExpressionError(`${text} is missing before ${this.#next.text}`);
  }

  #ternary(): Thunk {
    const test = this.#binary(0);
    if (!this.#accept("?")) return test;
    const then = this.#ternary();
    this.#expect(":");
    const other = this.#ternary();
    return () => (bool(test()) ? then() : other());
  }

  #binary(level: number): Thunk {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { kind, text } = this.#next;
      const apply = kind === "sign" || kind === "word" ? operators[text] : undefined;
      if (apply === undefined || !Object.hasOwn(operators, text)) return left;
      this.#at += 1;
      const [a, b] = [left, this.#binary(level + 1)];
      left = () => apply(a, b);
    }
  }

  #unary(): Thunk {
    // `not x in y` negates the whole comparison, `!x` binds tightest.
    if (this.#accept("not", "word")) return negated(this.#binary(3));
    if (this.#accept("!")) return negated(this.#unary());
    if (this.#accept("-")) {
      const operand = this.#unary();
      return () => -number(operand());
    }
    return this.#postfix(this.#primary());
  }

  #postfix(start: Thunk): Thunk {
    let value = start;
    for (;;) {
      const object = value;
      if (this.#accept(".")) {
        const name = this.#next.text;
        this.#at += 1;
        value = () => member(object(), name);
      } else if (this.#accept("[")) {
        value = this.#index(object);
      } else return value;
    }
  }

  /** `[index]`, `[from:to]` or `[from:]`, behind the bracket. */
  #index(object: Thunk): Thunk {
    const from = this.#ternary();
    if (!this.#accept(":")) {
      this.#expect("]");
      return () => member(object(), from());
    }
    const to = this.#next.text === "]" ? undefined : this.#ternary();
    this.#expect("]");
    return () => list(object()).slice(number(from()), to === undefined ? undefined : number(to()));
  }

  #primary(): Thunk {
    const { kind, text } = this.#next;
    this.#at += 1;
    if (kind === "string") return () => text;
    if (kind === "number") return () => Number(text);
    if (kind === "sign" && text === "(") {
      const inner = this.#ternary();
      this.#expect(")");
      return inner;
    }
    if (kind === "sign" && text === "[") return this.#list("]", (items) => () => items.map((item) => item()));
    if (kind === "sign" && text === "#") return () => this.#variable("#");
    if (kind !== "word") throw new ExpressionError(`unexpected ${text || "end"}`);
    if (text === "true" || text === "false") return () => text === "true";
    if (text === "nil") return () => null;
    if (this.#accept("(")) return this.#call(text);
    return () => this.#variable(text);
  }

  #variable(name: string): unknown {
    if (!Object.hasOwn(this.#scope, name)) throw new Unresolved(name);
    return this.#scope[name];
  }

  #element: { readonly value: unknown } | undefined;

  get #scope(): Environment {
    return this.#element === undefined ? this.#environment : { ...this.#environment, "#": this.#element.value };
  }

  #list(end: string, make: (items: readonly Thunk[]) => Thunk): Thunk {
    const items: Thunk[] = [];
    while (!this.#accept(end)) {
      items.push(this.#ternary());
      if (!this.#accept(",") && this.#next.text !== end) throw new ExpressionError(`${end} is missing`);
    }
    return make(items);
  }

  #call(name: string): Thunk {
    return this.#list(")", ([first, second]) => {
      if (first === undefined) throw new ExpressionError(`${name} needs an argument`);
      if (name === "map") {
        if (second === undefined) throw new ExpressionError("map needs a predicate");
        return () => this.#map(first, second);
      }
      const apply = FUNCTIONS[name];
      if (apply === undefined || second !== undefined)
        throw new ExpressionError(`${name} is no function that is known here`);
      return () => apply(first());
    });
  }

  #map(items: Thunk, each: Thunk): unknown {
    return list(items()).map((value) => {
      const outer = this.#element;
      this.#element = { value };
      try {
        return each();
      } finally {
        this.#element = outer;
      }
    });
  }
}

const FUNCTIONS: { readonly [name: string]: (value: unknown) => unknown } = {
  toJson: (value) => goJson(value),
  fromJSON: (value) => {
    try {
      return JSON.parse(string(value)) as unknown;
    } catch (error) {
      throw new ExpressionError(`fromJSON: ${(error as Error).message}`);
    }
  },
  len: (value) => (typeof value === "string" ? [...value].length : list(value).length),
  int: (value) => {
    const found = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof found !== "number" || Number.isNaN(found)) throw new ExpressionError(`int of ${String(value)}`);
    return Math.trunc(found);
  },
  type: (value) => {
    if (value === null) return "nil";
    if (Array.isArray(value)) return "array";
    if (typeof value === "object") return "map";
    return typeof value === "boolean" ? "bool" : typeof value === "number" ? "float" : typeof value;
  },
};

/** As Go writes JSON: keys in order of their bytes, and escapes of its own. */
export function goJson(value: unknown): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Environment)[key])]),
  );
}

function negated(operand: Thunk): Thunk {
  return () => !bool(operand());
}

/** `nil`, for `??`: a variable that is not there counts too. */
function absent(value: Thunk): unknown {
  try {
    return value() ?? undefined;
  } catch (error) {
    if (error instanceof Unresolved) return undefined;
    throw error;
  }
}

function member(object: unknown, key: unknown): unknown {
  if (Array.isArray(object) && typeof key === "number") {
    const at = key < 0 ? object.length + key : key;
    if (at in object) return object[at] as unknown;
    throw new ExpressionError(`index ${key} is out of range`);
  }
  if (typeof object !== "object" || object === null || typeof key !== "string")
    throw new ExpressionError(`no member ${String(key)} of ${String(object)}`);
  if (!Object.hasOwn(object, key)) throw new Unresolved(key);
  return (object as Environment)[key];
}

function bool(value: unknown): boolean {
  if (typeof value !== "boolean") throw new ExpressionError(`${String(value)} is no boolean`);
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number") throw new ExpressionError(`${String(value)} is no number`);
  return value;
}

function string(value: unknown): string {
  if (typeof value !== "string") throw new ExpressionError(`${String(value)} is no string`);
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ExpressionError(`${String(value)} is no list`);
  return value as readonly unknown[];
}

function ordered(a: unknown, b: unknown, test: (x: number | string, y: number | string) => boolean): boolean {
  if (typeof a === "string" && typeof b === "string") return test(a, b);
  return test(number(a), number(b));
}

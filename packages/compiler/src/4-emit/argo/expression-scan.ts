/** What a text refers to, read back from the text alone, without knowing how it was written. */
import { EmitError } from "./emit-error.ts";

/** `["tasks", "train", "outputs", "parameters", "out"]` */
export type ReferencePath = readonly string[];

/** Everything between `{{` and `}}` in a text that Argo substitutes. */
export function referencesInText(text: string): readonly ReferencePath[] {
  const found: ReferencePath[] = [];
  for (let from = text.indexOf("{{"); from >= 0; from = text.indexOf("{{", from)) {
    const end = text.indexOf("}}", from);
    if (end < 0) throw new EmitError(`\`${text.slice(from, from + 40)}\` has no end`);
    const body = text.slice(from + 2, end);
    if (body.startsWith("=")) found.push(...referencesInExpression(body.slice(1)));
    else found.push(body.split("."));
    from = end + 2;
  }
  return found;
}

const TOKEN =
  /\s*(?:'((?:[^'\\]|\\.)*)'|([A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(\?\.|\?\?|[=!<>]=|&&|\|\||[-+*/%()[\],.?:!<>#]))/y;

interface Token {
  readonly kind: "string" | "word" | "number" | "sign";
  readonly text: string;
}

const OPERATORS: ReadonlySet<string> = new Set([
  "in",
  "not",
  "and",
  "or",
  "startsWith",
  "endsWith",
  "contains",
  "true",
  "false",
  "nil",
]);
const FUNCTIONS: ReadonlySet<string> = new Set(["toJson", "fromJSON", "len", "int", "map", "type"]);

/** The variables of an expression. @throws {EmitError} for what no expression of ours has. */
export function referencesInExpression(expression: string): readonly ReferencePath[] {
  const tokens = tokenize(expression);
  const found: ReferencePath[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.kind !== "word" || OPERATORS.has(token.text)) continue;
    if (tokens[index + 1]?.text === "(" && tokens[index + 1]?.kind === "sign") {
      if (!FUNCTIONS.has(token.text)) throw new EmitError(`\`${token.text}\` is no function of ours, in ${expression}`);
      continue;
    }
    const path = pathAt(tokens, index);
    found.push(path.names);
    index = path.last;
  }
  return found;
}

/** The names from a word on: `.name` and `['name']`. */
function pathAt(tokens: readonly Token[], first: number): { readonly names: ReferencePath; readonly last: number } {
  const names = [(tokens[first] as Token).text];
  let last = first;
  for (;;) {
    const [open, name, close] = tokens.slice(last + 1, last + 4);
    if (isSign(open, ".") && name?.kind === "word") {
      names.push(name.text);
      last += 2;
    } else if (isSign(open, "[") && name?.kind === "string" && isSign(close, "]")) {
      names.push(name.text);
      last += 3;
    } else {
      return { names, last };
    }
  }
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const text = expression.trimEnd();
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new EmitError(`cannot read \`${text.slice(start, start + 40)}\` in ${expression}`);
    const [, string, word, number, sign] = match;
    if (string !== undefined) tokens.push({ kind: "string", text: string });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "sign", text: sign as string });
  }
  return tokens;
}

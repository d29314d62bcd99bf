/** Prints the check of a JSON Schema (2020-12) as JavaScript: an expression over the functions of `runtime/checks.ts`. */
import type { Json, JsonSchema } from "../ir/types.ts";

/** Where references lead to, and what has been printed for them. */
interface Printing {
  readonly root: JsonSchema;
  /** The helpers' name in the text. */
  readonly $: string;
  /** Reference → its variable; the text is absent while it is being printed. */
  readonly references: Map<string, { readonly name: string; text?: string }>;
}

/**
 * The text of an expression whose value is a `Check`. Keywords that only describe, such as `format`, check nothing.
 *
 * @param helpers the variable that holds `checks`
 */
export function checkText(schema: JsonSchema, helpers: string): string {
  const printing: Printing = { root: schema, $: helpers, references: new Map() };
  const text = print(schema, printing);
  if (printing.references.size === 0) return text;
  const lines = [...printing.references.values()].map(
    (reference) => `const ${reference.name}=${reference.text ?? ""};`,
  );
  return `(()=>{${lines.join("")}return ${text}})()`;
}

/** True when every value fits. */
export function allowsAnything(schema: JsonSchema): boolean {
  return checkText(schema, "$") === "$.any";
}

function print(schema: Json | undefined, printing: Printing): string {
  const { $ } = printing;
  if (schema === false) return `${$}.never`;
  if (!isSchema(schema)) return `${$}.any`;
  const parts = PRINTERS.flatMap((printer) => printer(schema, printing));
  const [first, ...more] = parts;
  if (first === undefined) return `${$}.any`;
  return more.length === 0 ? first : `${$}.all(${parts.join(",")})`;
}

type Printer = (schema: JsonSchema, printing: Printing) => readonly string[];

const reference: Printer = (schema, printing) => {
  const target = schema["$ref"];
  if (typeof target !== "string") return [];
  const known = printing.references.get(target);
  const entry: { readonly name: string; text?: string } = known ?? { name: `r${printing.references.size}` };
  if (known === undefined) {
    printing.references.set(target, entry);
    entry.text = print(resolve(target, printing.root), printing);
  }
  return [`${printing.$}.later(()=>${entry.name})`];
};

/** `#/$defs/Name`, or `#` for the whole. */
function resolve(pointer: string, root: JsonSchema): Json | undefined {
  const keys = pointer.split("/").slice(1);
  const names = keys.map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce<Json | undefined>((schema, key) => (isSchema(schema) ? own(schema, key) : undefined), root);
}

const values: Printer = (schema, { $ }) => {
  const { type, enum: members, const: constant } = schema;
  const types = typeof type === "string" ? [type] : Array.isArray(type) ? type.map(String) : undefined;
  const lists = [
    ...(Object.hasOwn(schema, "const") ? [[constant ?? null]] : []),
    ...(Array.isArray(members) ? [members as readonly Json[]] : []),
  ];
  // Beside constants of the right type the type says nothing.
  const isSaid = lists[0]?.every((one) => types?.some((name) => isOf(name, one))) ?? false;
  return [
    ...(types === undefined || isSaid ? [] : [`${$}.type(${types.map(literal).join(",")})`]),
    ...lists.map((list) => `${$}.constant(${list.map(literal).join(",")})`),
  ];
};

function isOf(type: string, value: Json): boolean {
  if (value === null || Array.isArray(value)) return type === (value === null ? "null" : "array");
  return type === "integer" ? Number.isInteger(value) : type === typeof value;
}

const combinations: Printer = (schema, printing) => {
  const list = (keyword: string): readonly string[] | undefined => {
    const arms = schema[keyword];
    return Array.isArray(arms) ? arms.map((arm: Json) => print(arm, printing)) : undefined;
  };
  const { $ } = printing;
  const inverted = schema["not"];
  return [
    ...call($, "all", list("allOf")),
    ...call($, "some", list("anyOf")),
    ...call($, "one", list("oneOf")),
    ...(inverted === undefined
      ? []
      : [
          isSchema(inverted) && Object.keys(inverted).length === 0
            ? `${$}.never`
            : `${$}.not(${print(inverted, printing)})`,
        ]),
  ];
};

function call($: string, name: string, parts: readonly string[] | undefined): readonly string[] {
  return parts === undefined ? [] : [`${$}.${name}(${parts.join(",")})`];
}

const properties: Printer = (schema, printing) => {
  const { $ } = printing;
  const declared = isSchema(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const required = schema["required"];
  const needed = Array.isArray(required) ? required : [];
  const checked = declared.map(([key, inner]) => [key, print(inner, printing)] as const);
  // What must be there says what it must be; other fields that may be anything need no check.
  const told = checked.filter(([key, text]) => text !== `${$}.any` || needed.includes(key));
  // A computed key defines a field called `__proto__`; any other spelling sets the prototype.
  const texts = told.map(([key, text]) => `${key === "__proto__" ? '["__proto__"]' : keyText(key)}:${text}`);
  const own =
    texts.length === 0 && needed.length === 0
      ? []
      : [`${$}.fields({${texts.join(",")}}${needed.length === 0 ? "" : `,${literal(needed)}`})`];
  return [
    ...own,
    ...otherProperties(
      schema,
      declared.map(([key]) => key),
      printing,
    ),
  ];
};

function otherProperties(schema: JsonSchema, known: readonly string[], printing: Printing): readonly string[] {
  const { $ } = printing;
  const names = schema["propertyNames"];
  const patterns = isSchema(schema["patternProperties"]) ? Object.entries(schema["patternProperties"]) : [];
  const rest = print(schema["additionalProperties"], printing);
  const others =
    patterns.length === 0 && rest === `${$}.any`
      ? []
      : [
          `${$}.others(${literal(known)},[${patterns.map(([pattern, inner]) => `[${regExp(pattern)},${print(inner, printing)}]`).join(",")}],${rest})`,
        ];
  return names === undefined ? others : [...others, `${$}.names(${print(names, printing)})`];
}

const elements: Printer = (schema, printing) => {
  const { $ } = printing;
  const first = schema["prefixItems"];
  const prefix = Array.isArray(first) ? first.map((one: Json) => print(one, printing)) : [];
  const rest = print(schema["items"], printing);
  const unique = schema["uniqueItems"] === true ? [`${$}.unique()`] : [];
  if (prefix.length === 0 && rest === `${$}.any`) return unique;
  return [`${$}.items([${prefix.join(",")}],${rest})`, ...unique];
};

const sizes: Printer = (schema, { $ }) =>
  SIZES.flatMap(([kind, least, most]) => {
    const [low, high] = [schema[least], schema[most]];
    if (low === undefined && high === undefined) return [];
    return [`${$}.size(${literal(kind)},${literal(low ?? 0)}${high === undefined ? "" : `,${literal(high)}`})`];
  });

const SIZES = [
  ["array", "minItems", "maxItems"],
  ["string", "minLength", "maxLength"],
  ["object", "minProperties", "maxProperties"],
] as const;

const bounds: Printer = (schema, { $ }) =>
  BOUNDS.flatMap((kind) => {
    const limit = schema[kind];
    return typeof limit === "number" ? [`${$}.bound(${literal(kind)},${limit})`] : [];
  });

const BOUNDS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const;

const pattern: Printer = (schema, { $ }) =>
  typeof schema["pattern"] === "string" ? [`${$}.match(${regExp(schema["pattern"])})`] : [];

const PRINTERS: readonly Printer[] = [reference, values, combinations, properties, elements, sizes, bounds, pattern];

/** JSON Schema's own dialect is that of JavaScript with `u`; patterns that only work without it are taken so. */
function regExp(source: string): string {
  const flags = compiles(source, "u") ? ',"u"' : "";
  return `new RegExp(${literal(source)}${flags})`;
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

/** JSON that is also JavaScript inside any script. */
function literal(value: Json | undefined): string {
  return JSON.stringify(value ?? null)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}

function own(schema: JsonSchema, key: string): Json | undefined {
  return Object.hasOwn(schema, key) ? schema[key] : undefined;
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

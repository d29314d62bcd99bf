/** Types whose values JSON loses or changes, and what to use instead. */
import { ts } from "ts-morph";

const CLASSES: { readonly [name: string]: string } = {
  Date: "send `date.toISOString()`, a string",
  Map: "send `Object.fromEntries(map)` or an array of pairs",
  ReadonlyMap: "send `Object.fromEntries(map)` or an array of pairs",
  Set: "send `[...set]`, an array",
  ReadonlySet: "send `[...set]`, an array",
  WeakMap: "send plain data",
  WeakSet: "send plain data",
  WeakRef: "send plain data",
  RegExp: "send its source, a string",
  Promise: "await it first",
  PromiseLike: "await it first",
  Error: "send its name and message",
  AggregateError: "send its name and message",
  EvalError: "send its name and message",
  RangeError: "send its name and message",
  ReferenceError: "send its name and message",
  SyntaxError: "send its name and message",
  TypeError: "send its name and message",
  URIError: "send its name and message",
  URL: "send `url.href`, a string",
  URLSearchParams: "send its text",
  ArrayBuffer: "save it with `ctx.save` and send the artifact",
  SharedArrayBuffer: "save it with `ctx.save` and send the artifact",
  DataView: "save it with `ctx.save` and send the artifact",
  Buffer: "save it with `ctx.save` and send the artifact",
  Blob: "save it with `ctx.save` and send the artifact",
  ReadableStream: "save it with `ctx.save` and send the artifact",
  Readable: "save it with `ctx.save` and send the artifact",
  String: "use `string`",
  Number: "use `number`",
  Boolean: "use `boolean`",
};
const TYPED_ARRAY = /^(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array$/;

/** Why JSON cannot hold a value of this type, or `undefined` when it may. */
export function refusal(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if ((type.flags & ts.TypeFlags.BigIntLike) !== 0) return "JSON has no bigint; send `String(n)` or a number";
  if ((type.flags & ts.TypeFlags.ESSymbolLike) !== 0) return "JSON has no symbol";
  if ((type.flags & ts.TypeFlags.Object) === 0) return undefined;
  if (checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0) return "JSON has no functions";
  if (checker.getSignaturesOfType(type, ts.SignatureKind.Construct).length > 0) return "JSON has no classes";
  return builtIn(type.symbol);
}

function builtIn(symbol: ts.Symbol | undefined): string | undefined {
  if (symbol === undefined || !symbol.declarations?.some(isPlatform)) return undefined;
  if (TYPED_ARRAY.test(symbol.name))
    return `JSON has no ${symbol.name}; send a list of numbers, or save it with \`ctx.save\` and send the artifact`;
  const instead = Object.hasOwn(CLASSES, symbol.name) ? CLASSES[symbol.name] : undefined;
  return instead === undefined ? undefined : `JSON has no ${symbol.name}; ${instead}`;
}

function isPlatform(declaration: ts.Declaration): boolean {
  return /\/lib\.[\w.]+\.d\.ts$|\/@types\/node\//.test(declaration.getSourceFile().fileName);
}

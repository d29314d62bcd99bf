/** Calls in options: of helpers of the author's, followed as far as constants lead, and of `Math`. */
import { ts } from "ts-morph";
import { type Constant, type ConstantContext, evaluateConstant } from "./constants.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import { initializerOf } from "./step-search.ts";

/** Helpers inside of helpers; more is taken for recursion without an end. */
const DEEPEST = 50;

const OF_MATH: ReadonlySet<string> = new Set("abs ceil floor log2 max min pow round sqrt trunc".split(" "));

type Helper = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/** The value of the call; `blame` is the call itself where something in it is not constant. */
export function callConstant(node: ts.CallExpression, context: ConstantContext): Constant {
  const unknown: Constant = { known: false, blame: node };
  const args: unknown[] = [];
  for (const argument of node.arguments) {
    const value = evaluateConstant(argument, context);
    if (!value.known) return value;
    args.push(value.value);
  }
  const math = mathOf(node.expression, context);
  if (math !== undefined) return { known: true, value: math(...(args as number[])) };
  const helper = helperOf(node.expression, context);
  const depth = (context.depth ?? 0) + 1;
  if (helper?.body === undefined || depth > DEEPEST) return unknown;
  const bound = new Map(context.bound);
  const inner: ConstantContext = { ...context, bound, depth };
  const fits = helper.parameters.every((parameter, index) => bindParameter(parameter, args[index], bound, inner));
  const result = !fits ? undefined : ts.isBlock(helper.body) ? leave(helper.body, bound, inner) : helper.body;
  const value = result === undefined ? unknown : evaluateConstant(result, inner);
  return value.known ? value : unknown;
}

function mathOf(callee: ts.Expression, { checker }: ConstantContext): ((...args: number[]) => number) | undefined {
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== "Math") return undefined;
  const isGlobal = checker.getTypeAtLocation(callee.expression).symbol?.name === "Math";
  return isGlobal && OF_MATH.has(callee.name.text) ? Math[callee.name.text as "max"] : undefined;
}

function helperOf(callee: ts.Expression, { checker }: ConstantContext): Helper | undefined {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const declaration = resolveSymbol(checker, name)?.valueDeclaration;
  if (declaration === undefined) return undefined;
  const written = ts.isFunctionDeclaration(declaration) ? declaration : initializerOf(declaration);
  if (written === undefined) return undefined;
  const isHelper = ts.isFunctionDeclaration(written) || ts.isArrowFunction(written) || ts.isFunctionExpression(written);
  if (
    !isHelper ||
    (ts.isFunctionDeclaration(written) || ts.isFunctionExpression(written) ? written.asteriskToken : undefined)
  )
    return undefined;
  return written.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? undefined : written;
}

/** Whether it is a name, or a pattern of names, that could be given its value. */
function bindParameter(
  { name, initializer, dotDotDotToken }: ts.ParameterDeclaration,
  given: unknown,
  bound: Map<ts.Symbol, unknown>,
  context: ConstantContext,
): boolean {
  return dotDotDotToken === undefined && bind(name, given, initializer, bound, context);
}

function bind(
  name: ts.BindingName,
  given: unknown,
  initializer: ts.Expression | undefined,
  bound: Map<ts.Symbol, unknown>,
  context: ConstantContext,
): boolean {
  const fallback =
    given === undefined && initializer !== undefined ? evaluateConstant(initializer, context) : undefined;
  if (fallback?.known === false) return false;
  const value = fallback === undefined ? given : fallback.value;
  if (ts.isArrayBindingPattern(name)) return false;
  if (ts.isIdentifier(name)) {
    const symbol = context.checker.getSymbolAtLocation(name);
    if (symbol !== undefined) bound.set(symbol, value);
    return symbol !== undefined;
  }
  if (typeof value !== "object" || value === null) return false;
  return name.elements.every((element) => {
    const key = element.propertyName ?? element.name;
    if (element.dotDotDotToken !== undefined || !ts.isIdentifier(key)) return false;
    const part = Object.hasOwn(value, key.text) ? (value as { readonly [key: string]: unknown })[key.text] : undefined;
    return bind(element.name, part, element.initializer, bound, context);
  });
}

/** What a block returns: `const`, `if` and `return` are followed, anything else is code for the run. */
function leave(
  block: ts.Statement,
  bound: Map<ts.Symbol, unknown>,
  context: ConstantContext,
): ts.Expression | undefined {
  for (const statement of ts.isBlock(block) ? block.statements : [block]) {
    if (ts.isReturnStatement(statement)) return statement.expression;
    if (ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0) {
      const areKnown = statement.declarationList.declarations.every(({ name, initializer }) =>
        bind(name, undefined, initializer, bound, context),
      );
      if (!areKnown) return undefined;
      continue;
    }
    if (!ts.isIfStatement(statement)) return undefined;
    const test = evaluateConstant(statement.expression, context);
    if (!test.known) return undefined;
    const arm = test.value ? statement.thenStatement : statement.elseStatement;
    if (arm === undefined) continue;
    // An arm that goes on is not followed: what it does, it does by changing something.
    return leave(arm, bound, context);
  }
  return undefined;
}

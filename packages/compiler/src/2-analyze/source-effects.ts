/** Statements that stand at the top level for what they do: which names they change, so that they go where those go. */
import { ts } from "ts-morph";
import { referencesIn } from "./source-references.ts";
import { piecesOfName } from "./source-resolve.ts";
import type { SourceModules } from "./source-modules.ts";
import type { ModulePieces, Piece } from "./source-pieces.ts";

export interface ModuleEffects {
  /** The statements that change what a piece declares. */
  readonly changing: ReadonlyMap<Piece, readonly Piece[]>;
  /** Statements that run a pipeline: the program's own business, never a pod's. */
  readonly program: ReadonlySet<Piece>;
}

/**
 * A statement changes the names it assigns to, calls a method of, or hands to a function, and those that the module's
 * functions it mentions assign to. What it changes in other modules is not seen.
 */
export function effectsOf(
  modules: SourceModules,
  module: ModulePieces,
  isPipeline: (call: ts.CallExpression) => boolean,
): ModuleEffects {
  const changing = new Map<Piece, Piece[]>();
  const program = new Set<Piece>();
  for (const effect of module.pieces) {
    if (effect.shape.kind !== "effect" || effect.shape.effect !== "change" || effect.node === undefined) continue;
    const mentioned = mentionedPieces(modules, module, effect.node);
    if (mentioned.some((piece) => piece.node !== undefined && declaresPipeline(piece.node, isPipeline))) {
      program.add(effect);
      continue;
    }
    const functions = mentioned.flatMap(({ node }) => (node !== undefined && isFunction(node) ? [node] : []));
    const names = [...changedNames(effect.node, true), ...functions.flatMap((node) => changedNames(node, false))];
    for (const piece of new Set(names.flatMap((name) => piecesOfName(modules, module, name)))) {
      changing.set(piece, [...(changing.get(piece) ?? []), effect]);
    }
  }
  return { changing, program };
}

/** The module's own pieces that a statement mentions, and those that the functions among them mention. */
function mentionedPieces(modules: SourceModules, module: ModulePieces, start: ts.Node): readonly Piece[] {
  const mentioned = new Set<Piece>();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const { name } of referencesIn(node, (text) => module.byName.has(text)).names) {
      for (const piece of piecesOfName(modules, module, name)) {
        if (mentioned.has(piece)) continue;
        mentioned.add(piece);
        if (piece.node !== undefined && isFunction(piece.node)) waiting.push(piece.node);
      }
    }
  }
  return [...mentioned];
}

function isFunction(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node)) return true;
  const { initializer } = node as Partial<ts.VariableDeclaration>;
  return initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
}

function declaresPipeline(node: ts.Node, isPipeline: (call: ts.CallExpression) => boolean): boolean {
  const value = ts.isVariableDeclaration(node)
    ? node.initializer
    : ts.isExportAssignment(node)
      ? node.expression
      : undefined;
  return value !== undefined && ts.isCallExpression(value) && isPipeline(value);
}

/** `calls`: method calls and arguments count as changes too, as they do in the statement itself. */
function changedNames(node: ts.Node, calls: boolean): readonly ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) names.push(...targets(at.left));
    if (ts.isPrefixUnaryExpression(at) || ts.isPostfixUnaryExpression(at))
      names.push(...(isStep(at.operator) ? targets(at.operand) : []));
    if (ts.isDeleteExpression(at)) names.push(...targets(at.expression));
    if (ts.isCallExpression(at)) names.push(...changedByCall(at, calls));
    ts.forEachChild(at, visit);
  };
  visit(node);
  return names;
}

const MUTATORS: ReadonlySet<string> = new Set([
  "push",
  "unshift",
  "splice",
  "set",
  "add",
  "delete",
  "clear",
  "pop",
  "shift",
  "sort",
  "reverse",
  "fill",
]);

function changedByCall(call: ts.CallExpression, calls: boolean): readonly ts.Identifier[] {
  const callee = call.expression;
  const isMethod = ts.isPropertyAccessExpression(callee);
  const receiver = isMethod && (calls || MUTATORS.has(callee.name.text)) ? targets(callee.expression) : [];
  return calls ? [...receiver, ...call.arguments.flatMap(targets)] : receiver;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isStep(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** The variables that an assignment's left side, a receiver or an argument reaches into. */
function targets(node: ts.Node): readonly ts.Identifier[] {
  if (ts.isIdentifier(node)) return [node];
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node))
    return targets(node.expression);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node))
    return targets(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(targets);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      ts.isPropertyAssignment(property)
        ? targets(property.initializer)
        : ts.isShorthandPropertyAssignment(property)
          ? [property.name]
          : [],
    );
  }
  return [];
}

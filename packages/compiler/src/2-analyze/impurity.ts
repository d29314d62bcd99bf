/** What gives another value each time, or depends on where it runs: also when a helper does it. */
import { ts } from "ts-morph";
import { isSdkFile, resolveSymbol, sdkCall } from "./sdk-symbols.ts";

/** The code that is at fault, and how it is called there. */
export interface Impurity {
  readonly node: ts.Node;
  readonly text: string;
}

const GLOBALS: ReadonlySet<string> = new Set([
  "process",
  "fetch",
  "crypto",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "Worker",
  "WebSocket",
  "XMLHttpRequest",
  "navigator",
]);
/** Further ones that have no place in the body itself. */
const BODY_GLOBALS: ReadonlySet<string> = new Set([...GLOBALS, "console", "globalThis", "require"]);
const CHANCE_AND_TIME: ReadonlySet<string> = new Set(["crypto", "performance"]);
const MEMBERS: ReadonlySet<string> = new Set(["Math.random", "Date.now"]);

/** Modules of Node that are about the world outside, and the parts of others that are. */
const MODULES: ReadonlySet<string> = new Set([
  "child_process",
  "cluster",
  "dgram",
  "dns",
  "dns/promises",
  "fs",
  "fs/promises",
  "http",
  "http2",
  "https",
  "inspector",
  "net",
  "os",
  "perf_hooks",
  "process",
  "readline",
  "readline/promises",
  "sqlite",
  "timers",
  "timers/promises",
  "tls",
  "worker_threads",
]);
const CHANCE: ReadonlySet<string> = new Set([
  "randomUUID",
  "randomBytes",
  "randomInt",
  "randomFill",
  "randomFillSync",
  "getRandomValues",
  "generateKey",
  "generateKeySync",
  "generateKeyPair",
  "generateKeyPairSync",
]);

/** `body`: everything. `helper`: what changes a value. `cached`: chance and time alone, for steps may use the rest. */
export type Reach = "body" | "helper" | "cached";

/** The text of what the node itself does, when it is the clock, chance, the process, files or the network. */
export function impureText(node: ts.Node, checker: ts.TypeChecker, reach: Reach): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    if (MEMBERS.has(text) && isFree(node.expression, checker)) return text;
    return ts.isIdentifier(node.expression) && moduleMember(node.name, checker, reach) ? text : undefined;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments?.length ?? 0) === 0)
    return "new Date()";
  if (!ts.isIdentifier(node) || isPropertyName(node)) return undefined;
  if (moduleMember(node, checker, reach)) return node.text;
  const names = reach === "body" ? BODY_GLOBALS : reach === "helper" ? GLOBALS : CHANCE_AND_TIME;
  return names.has(node.text) && isFree(node, checker) ? node.text : undefined;
}

/** True for names of the environment, as opposed to the user's own of the same spelling. */
function isFree(node: ts.Node, checker: ts.TypeChecker): boolean {
  const declarations = resolveSymbol(checker, node)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile);
}

/** `readFileSync` of `node:fs`, and `randomUUID` of `node:crypto`. */
function moduleMember(node: ts.Node, checker: ts.TypeChecker, reach: Reach): boolean {
  const [declaration] = resolveSymbol(checker, node)?.declarations ?? [];
  if (declaration === undefined || !declaration.getSourceFile().isDeclarationFile) return false;
  if (ts.isTypeElement(declaration) || ts.isInterfaceDeclaration(declaration)) return false;
  const module = ts.findAncestor(declaration.parent, ts.isModuleDeclaration);
  if (module === undefined || !ts.isStringLiteral(module.name)) return false;
  const name = module.name.text.replace(/^node:/, "");
  if (name === "crypto") return CHANCE.has(node.getText());
  return MODULES.has(name) && (reach !== "cached" || name === "perf_hooks");
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    ts.isTypeNode(parent)
  );
}

/** What the user's own code behind a name does when the name is used, found once per declaration. */
export class Impurities {
  readonly #checker: ts.TypeChecker;
  readonly #reach: Reach;
  readonly #known = new Map<ts.Declaration, Impurity | undefined>();

  constructor(checker: ts.TypeChecker, reach: Reach) {
    this.#checker = checker;
    this.#reach = reach;
  }

  /** In the code itself or in what it calls, the first in the order of the source. */
  within(node: ts.Node): Impurity | undefined {
    if (ts.isTypeNode(node)) return undefined;
    const text = impureText(node, this.#checker, this.#reach);
    if (text !== undefined) return { node, text };
    const called = this.behind(node);
    return called ?? ts.forEachChild(node, (child) => this.within(child));
  }

  /** In the declaration that a name stands for. */
  behind(name: ts.Node): Impurity | undefined {
    if (!ts.isIdentifier(name) || isBinding(name)) return undefined;
    const declaration = resolveSymbol(this.#checker, name)?.valueDeclaration;
    if (declaration === undefined || this.#known.has(declaration))
      return declaration === undefined ? undefined : this.#known.get(declaration);
    // A function that calls itself is not the cause of what it does.
    this.#known.set(declaration, undefined);
    const found = this.#ofDeclaration(declaration);
    this.#known.set(declaration, found);
    return found;
  }

  #ofDeclaration(declaration: ts.Declaration): Impurity | undefined {
    const file = declaration.getSourceFile();
    if (file.isDeclarationFile || isSdkFile(file.fileName)) return undefined;
    if (ts.isFunctionLike(declaration)) {
      const { body } = declaration as { readonly body?: ts.Node };
      return body === undefined ? undefined : this.within(body);
    }
    if (ts.isClassDeclaration(declaration)) {
      return ts.forEachChild(declaration, (member) =>
        ts.isConstructorDeclaration(member) || ts.isPropertyDeclaration(member) ? this.within(member) : undefined,
      );
    }
    const value =
      ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)
        ? declaration.initializer
        : undefined;
    if (value === undefined || sdkCall(this.#checker, value) !== undefined) return undefined;
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return this.within(value.body);
    return this.#evaluating(value);
  }

  /** Functions in a value run when they are called, or when a call gets them. */
  #evaluating(node: ts.Node): Impurity | undefined {
    const isArgument = ts.isCallExpression(node.parent) && node.parent.expression !== node;
    if (ts.isFunctionLike(node) && !isArgument) return undefined;
    const text = impureText(node, this.#checker, this.#reach);
    if (text !== undefined) return { node, text };
    const called = ts.isPropertyAssignment(node.parent) && node.parent.name === node ? undefined : this.behind(node);
    return called ?? ts.forEachChild(node, (child) => this.#evaluating(child));
  }
}

/** Where a name is declared it is not used. */
function isBinding(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent)) &&
    parent.name === name
  );
}

import type { Expr } from "@argosy/sdk/ir";

/** The parts of an expression, one level down. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "lit":
    case "param":
    case "out":
    case "item":
    case "index":
    case "settled":
    case "carried":
      return [];
    case "failed":
    case "caught":
    case "held":
    case "released":
      return [expr.of];
    case "bin":
      return [expr.left, expr.right];
    case "un":
      return [expr.operand];
    case "cond":
      return [expr.test, expr.then, expr.else];
    case "tpl":
      return expr.values;
    case "arr":
      return expr.elements.map((element) => element.value);
    case "obj":
      return expr.entries.flatMap((entry) =>
        "spread" in entry ? [entry.spread] : typeof entry.key === "string" ? [entry.value] : [entry.key, entry.value],
      );
    case "get":
      return [expr.object];
    case "idx":
      return [expr.object, expr.index];
  }
}

/** A copy with every part replaced, innermost first; `change` sees an expression whose parts are already new. */
export function mapExpr(expr: Expr, change: (expr: Expr) => Expr): Expr {
  const inner = (part: Expr): Expr => mapExpr(part, change);
  switch (expr.kind) {
    case "lit":
    case "param":
    case "out":
    case "item":
    case "index":
    case "settled":
    case "carried":
      return change(expr);
    case "failed":
    case "caught":
    case "held":
    case "released":
      return change({ ...expr, of: inner(expr.of) });
    case "bin":
      return change({ ...expr, left: inner(expr.left), right: inner(expr.right) });
    case "un":
      return change({ ...expr, operand: inner(expr.operand) });
    case "cond":
      return change({ ...expr, test: inner(expr.test), then: inner(expr.then), else: inner(expr.else) });
    case "tpl":
      return change({ ...expr, values: expr.values.map(inner) });
    case "arr":
      return change({
        ...expr,
        elements: expr.elements.map((element) => ({ ...element, value: inner(element.value) })),
      });
    case "obj":
      return change({
        ...expr,
        entries: expr.entries.map((entry) =>
          "spread" in entry
            ? { spread: inner(entry.spread) }
            : { key: typeof entry.key === "string" ? entry.key : inner(entry.key), value: inner(entry.value) },
        ),
      });
    case "get":
      return change({ ...expr, object: inner(expr.object) });
    case "idx":
      return change({ ...expr, object: inner(expr.object), index: inner(expr.index) });
  }
}

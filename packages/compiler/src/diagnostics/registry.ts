/** Every kind of diagnostic, so that none lacks a page, a test or a code of its own. */
import * as argo from "./argo.ts";
import * as bundling from "./bundling.ts";
import * as graph from "./graph.ts";
import * as internal from "./internal.ts";
import * as kfp from "./kfp.ts";
import * as language from "./language.ts";
import * as local from "./local.ts";
import type { Rule } from "./rule.ts";
import * as source from "./source.ts";

export interface RegisteredRule {
  /** The name of its factory. */
  readonly name: string;
  /** The file that holds it, without its ending. */
  readonly file: string;
  readonly rule: Rule<never>;
}

/** In the order of their codes. */
export const RULES: readonly RegisteredRule[] = Object.entries({
  argo,
  bundling,
  graph,
  internal,
  kfp,
  language,
  local,
  source,
})
  .flatMap(([file, rules]) => Object.entries(rules).map(([name, rule]): RegisteredRule => ({ name, file, rule })))
  .toSorted((a, b) => (a.rule.code < b.rule.code ? -1 : 1));

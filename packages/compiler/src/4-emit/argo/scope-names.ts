/** What the tasks and inputs of one scope are called in its DAG. */
import type { LoweredProgram, TaskId } from "@argosy/sdk/ir";
import { EmitError } from "./emit-error.ts";
import type { ArgoScope } from "./nest/nested-program.ts";

export interface ScopeNames {
  readonly task: (id: TaskId) => string;
  readonly input: (name: string) => string;
  /** Whether an input may hold a string's bare text, as a person types it, and not its JSON. */
  readonly isBare: (name: string) => boolean;
  /** The input that says which item of which fan-out, or round of which loop, runs: `2`, `2/0`. */
  readonly place: string;
  /** The task that fails the scope when the program threw. */
  readonly raise: string;
}

/** `depends` is read as an expression, where these are words of the language. */
const KEYWORDS: ReadonlySet<string> = new Set("if else let in not and or matches contains true false nil".split(" "));

export function namesOfScope(scope: ArgoScope, program: LoweredProgram): ScopeNames {
  const ids = scope.tasks.map(({ id }) => id);
  const tasks = uniqueNames(ids, (id) => (KEYWORDS.has(id) ? `${id}-task` : id));
  const inputs = uniqueNames(scope.inputs, (name) => name.replace(/[^-a-zA-Z0-9_]+/g, "_") || "_");
  const strings = program.params.filter(({ schema }) => schema["type"] === "string").map(({ name }) => name);
  const bare = new Set(scope.id === program.main ? strings : []);
  return {
    task: (id) => known(tasks, id, scope),
    input: (name) => known(inputs, name, scope),
    isBare: (name) => bare.has(name),
    place: freeName("place", new Set(inputs.values())),
    raise: freeName("raise", new Set(tasks.values())),
  };
}

function uniqueNames(keys: readonly string[], wishOf: (key: string) => string): ReadonlyMap<string, string> {
  const used = new Set<string>();
  const names = new Map<string, string>();
  // Those that keep their name come first, so that no other's new name takes it.
  for (const key of [...keys].sort((a, b) => Number(wishOf(a) !== a) - Number(wishOf(b) !== b))) {
    const name = freeName(wishOf(key), used);
    used.add(name);
    names.set(key, name);
  }
  return names;
}

/** The wish itself, or with a number behind it. */
export function freeName(wish: string, used: ReadonlySet<string>): string {
  let name = wish;
  for (let count = 2; used.has(name); count++) name = `${wish}-${count}`;
  return name;
}

function known(names: ReadonlyMap<string, string>, key: string, scope: ArgoScope): string {
  const name = names.get(key);
  if (name === undefined) throw new EmitError(`scope \`${scope.id}\` has no \`${key}\``);
  return name;
}

/** What the templates of a pipeline are called: after the author's names, injective, whatever the order in the file. */
import { createHash } from "node:crypto";
import type { LoweredProgram, ScopeId, StepId, Wait } from "@argosy/sdk/ir";
import { EmitError } from "./emit-error.ts";

export interface TemplateNames {
  readonly step: (id: StepId) => string;
  /** The DAG of a fan-out that runs the body for each item, or of a loop. */
  readonly fanout: (body: ScopeId) => string;
  /** The DAG that calls itself until a loop has run. */
  readonly rounds: (body: ScopeId) => string;
  readonly wait: (wait: Wait) => string;
  /** Also that of a group of tasks, and of a pipeline that is called. */
  readonly scope: (id: ScopeId) => string;
}

export const MAIN = "main";
export const GLUE = "glue";
export const RAISE = "raise";

/** Pod names hold the template's name, and tools take 63 characters. */
const LONGEST = 40;

export function templateNames(program: LoweredProgram, groups: readonly ScopeId[] = []): TemplateNames {
  const tasks = Object.values(program.scopes).flatMap((scope) => scope.tasks);
  const called = new Set(tasks.flatMap((task) => (task.kind === "pipeline" ? [task.body] : [])));
  const bodies = Object.keys(program.scopes).filter((id) => id !== program.main && !called.has(id));
  const loops = tasks.filter((task) => task.kind === "loop");
  const names = allocate([
    ...program.steps.map(({ id, name }) => ({ key: `step ${id}`, wish: dnsName(name) })),
    ...bodies.map((id) => ({ key: `fanout ${id}`, wish: dnsName(`${id}-each`) })),
    ...bodies.map((id) => ({ key: `scope ${id}`, wish: dnsName(`${id}-item`) })),
    ...waitsOf(program).map((wait) => ({ key: waitKey(wait), wish: waitKey(wait) })),
    ...[...called, ...groups].map((id) => ({ key: `scope ${id}`, wish: dnsName(id) })),
    ...loops.map(({ body }) => ({ key: `rounds ${body}`, wish: dnsName(`${body}-rounds`) })),
  ]);
  const known = (key: string): string => {
    const name = names.get(key);
    if (name === undefined) throw new EmitError(`there is no ${key}`);
    return name;
  };
  return {
    step: (id) => known(`step ${id}`),
    fanout: (body) => known(`fanout ${body}`),
    wait: (wait) => known(waitKey(wait)),
    rounds: (body) => known(`rounds ${body}`),
    scope: (id) => (id === program.main ? MAIN : known(`scope ${id}`)),
  };
}

/** One of each kind and time. */
export function waitsOf({ scopes }: LoweredProgram): readonly Wait[] {
  const waits = Object.values(scopes).flatMap(({ tasks }) =>
    tasks.flatMap((task) => (task.kind === "wait" ? [task.wait] : [])),
  );
  return [...new Map(waits.map((wait) => [waitKey(wait), wait])).values()];
}

function waitKey(wait: Wait): string {
  const seconds = wait.kind === "sleep" ? wait.seconds : wait.timeoutSeconds;
  return seconds === undefined ? wait.kind : `${wait.kind}-${seconds}s`;
}

interface Wish {
  readonly key: string;
  readonly wish: string;
}

/** Whoever is alone in wanting a name gets it; the others get a hash of their identity behind it. */
function allocate(wishes: readonly Wish[]): ReadonlyMap<string, string> {
  const wanted = new Map<string, number>([MAIN, GLUE, RAISE].map((name) => [name, 1]));
  for (const { wish } of wishes) wanted.set(wish, (wanted.get(wish) ?? 0) + 1);
  const names = new Map(wishes.map(({ key, wish }) => [key, wanted.get(wish) === 1 ? wish : withHash(wish, key)]));
  if (new Set(names.values()).size < names.size) throw new EmitError("two templates have the same name");
  return names;
}

function withHash(name: string, key: string): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 6);
  return `${name.slice(0, LONGEST - 7).replace(/-+$/, "")}-${hash}`;
}

/** `trainModel_v2` → `train-model-v2`; a name that loses anything but its case and hyphens gets a hash. */
function dnsName(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const safe = /^[a-z]/.test(name) ? name : `s-${name}`.replace(/-+$/, "");
  return safe.length > LONGEST ? withHash(safe, text) : safe;
}

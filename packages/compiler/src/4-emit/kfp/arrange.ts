/**
 * Puts what runs only under a condition into DAGs of its own, since whatever depends on a skipped task never runs. What has
 * the same condition shares a DAG, unless something outside has to run between.
 */
import type { Guard } from "@argosy/sdk/ir";

/** A task of a scope, as far as arranging it needs to know. */
export interface Item {
  readonly id: string;
  readonly guards: readonly Guard[];
  /** Items that end before. */
  readonly needs: readonly string[];
}

export type Arranged =
  | { readonly kind: "item"; readonly id: string }
  | {
      readonly kind: "branches";
      readonly guard: Guard;
      /** The members in both arms. */
      readonly then: readonly Arranged[];
      readonly else: readonly Arranged[];
    };

interface Group {
  readonly guard: Guard | undefined;
  readonly members: Item[];
  /** Other groups of the same level that end before. */
  readonly needs: Set<Group>;
}

/** @param items in an order in which each comes after what it needs */
export function arrange(items: readonly Item[], depth = 0): readonly Arranged[] {
  const groups: Group[] = [];
  const groupOf = new Map<string, Group>();
  for (const item of items) {
    const guard = item.guards[depth];
    const needs = new Set(item.needs.flatMap((id) => groupOf.get(id) ?? []));
    const known = guard === undefined ? undefined : groups.findLast((group) => mayJoin(group, item, guard, needs));
    const group = known ?? { guard, members: [], needs: new Set() };
    if (known === undefined) groups.push(group);
    group.members.push(item);
    for (const need of needs) if (need !== group) group.needs.add(need);
    groupOf.set(item.id, group);
  }
  return ordered(groups).map((group) => arranged(group, depth));

  function mayJoin(group: Group, item: Item, guard: Guard, needs: ReadonlySet<Group>): boolean {
    if (group.guard === undefined || conditionKey(group.guard) !== conditionKey(guard)) return false;
    // A DAG ends as a whole: what comes between two of its members would wait for itself.
    if ([...needs].some((need) => need !== group && reaches(need, group))) return false;
    return group.members.every((member) => member.guards[depth]?.is === guard.is || !item.needs.includes(member.id));
  }
}

function arranged({ guard, members }: Group, depth: number): Arranged {
  const [first] = members;
  if (guard === undefined) return { kind: "item", id: first?.id ?? "" };
  const arm = (is: boolean): readonly Arranged[] =>
    arrange(
      members.filter((member) => member.guards[depth]?.is === is),
      depth + 1,
    );
  return { kind: "branches", guard: { ...guard, is: true }, then: arm(true), else: arm(false) };
}

/** Joining a group may have put it behind one that was made later. */
function ordered(groups: readonly Group[]): readonly Group[] {
  const done = new Set<Group>();
  const visit = (group: Group): void => {
    if (done.has(group)) return;
    done.add(group);
    for (const need of group.needs) visit(need);
    result.push(group);
  };
  const result: Group[] = [];
  for (const group of groups) visit(group);
  return result;
}

function reaches(from: Group, to: Group, seen: Set<Group> = new Set()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...from.needs].some((need) => reaches(need, to, seen));
}

/** The same for both outcomes of a condition. */
export function conditionKey({ ref, native }: Guard): string {
  return JSON.stringify([ref, native]);
}

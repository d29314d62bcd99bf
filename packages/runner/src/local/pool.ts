/** Admits tasks to the machine: never more at once than fit, the most urgent first. */
import { fits, type Resources } from "./capacity.ts";

export interface Pool {
  /**
   * Waits for room; the answer gives the room back, once.
   * A demand larger than the machine is admitted alone. Among the waiting, the highest `priority` goes first, then the
   * one that came first; smaller ones may go ahead while the first does not fit, but not for ever.
   * Rejects with the reason of the pool's signal when that is aborted first, unless it `goesOn`.
   */
  acquire(demand: Resources, priority: number, goesOn?: boolean): Promise<() => void>;
}

// How often others may go ahead of a task that does not fit yet: without an end a large one could starve.
const PATIENCE = 16;

interface Ticket {
  readonly order: number;
  readonly admit: () => void;
  /** Absent where it waits on when the others are sent away. */
  readonly refuse?: (reason: unknown) => void;
  passedBy: number;
}

/** Tickets with the same demand and priority: only their first one can be next. */
interface Line {
  readonly demand: Resources;
  readonly priority: number;
  readonly tickets: Ticket[];
}

/** `slots` is the most tasks at once, whatever they demand; aborting `signal` sends all that wait away. */
export function createPool(capacity: Resources, slots: number, signal: AbortSignal): Pool {
  const lines = new Map<string, Line>();
  let running = 0;
  let used: Resources = { cpuMillis: 0, memoryBytes: 0, gpus: 0 };
  let tickets = 0;

  const hasRoom = (demand: Resources): boolean =>
    running === 0 || (running < slots && fits(sum(used, demand, 1), capacity));

  const admitAll = (): void => {
    for (let line = next(lines, hasRoom); line !== undefined; line = next(lines, hasRoom)) {
      const ticket = line.tickets.shift() as Ticket;
      running += 1;
      used = sum(used, line.demand, 1);
      ticket.admit();
    }
  };

  const release = (demand: Resources): void => {
    running -= 1;
    used = sum(used, demand, -1);
    admitAll();
  };

  // One listener for all: with one per ticket, ten thousand of them cost seconds.
  const sendAway = (): void => {
    for (const { tickets: waiting } of lines.values()) {
      const all = waiting.splice(0);
      waiting.push(...all.filter(({ refuse }) => refuse === undefined));
      for (const { refuse } of all) refuse?.(signal.reason);
    }
    admitAll();
  };
  signal.addEventListener("abort", sendAway, { once: true });

  const acquire = (demand: Resources, priority: number, goesOn = false): Promise<() => void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted && !goesOn) return reject(signal.reason);
      const admit = (): void => resolve(once(() => release(demand)));
      lineOf(lines, demand, priority).tickets.push({
        order: tickets++,
        admit,
        ...(goesOn ? {} : { refuse: reject }),
        passedBy: 0,
      });
      admitAll();
    });

  return { acquire };
}

/** The line whose first ticket is admitted now, if any. Counts those that it goes ahead of. */
function next(lines: ReadonlyMap<string, Line>, hasRoom: (demand: Resources) => boolean): Line | undefined {
  const waiting = [...lines.values()].filter((line) => line.tickets.length > 0).sort(byUrgency);
  const passed: Ticket[] = [];
  for (const line of waiting) {
    if (hasRoom(line.demand)) {
      for (const ticket of passed) ticket.passedBy += 1;
      return line;
    }
    const first = line.tickets[0] as Ticket;
    if (first.passedBy >= PATIENCE) return undefined;
    passed.push(first);
  }
  return undefined;
}

function byUrgency(a: Line, b: Line): number {
  return b.priority - a.priority || (a.tickets[0] as Ticket).order - (b.tickets[0] as Ticket).order;
}

function lineOf(lines: Map<string, Line>, demand: Resources, priority: number): Line {
  const key = `${demand.cpuMillis}/${demand.memoryBytes}/${demand.gpus ?? 0}/${priority}`;
  const line = lines.get(key) ?? { demand, priority, tickets: [] };
  lines.set(key, line);
  return line;
}

function sum(a: Resources, b: Resources, sign: 1 | -1): Resources {
  return {
    cpuMillis: a.cpuMillis + sign * b.cpuMillis,
    memoryBytes: a.memoryBytes + sign * b.memoryBytes,
    gpus: (a.gpus ?? 0) + sign * (b.gpus ?? 0),
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

/**
 * A world without clock, chance, locale, time zone, files, network or process, for code that must give the same value
 * wherever it runs. Not a wall against malice: what is evaluated is the author's own code.
 */
import { Buffer } from "node:buffer";
import { posix } from "node:path";
import * as querystring from "node:querystring";
import * as url from "node:url";
import * as util from "node:util";
import { createContext, runInContext } from "node:vm";
import { exactMembers } from "./exact-members.ts";

export interface Sandbox {
  load(code: string): void;
  /** Calls an export of the code; arguments become values of the sandbox. */
  call(name: string, args: readonly unknown[]): unknown;
  /** What `action` gives, unless it takes too long, throws or touches what is not there. */
  run<T>(action: () => T): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };
}

export function createSandbox(timeoutMs: number): Sandbox {
  const deadline = performance.now() + timeoutMs;
  const touched: string[] = [];
  const refuse = (reason: string): never => {
    touched.push(reason);
    throw new Error(reason);
  };
  const globals: Record<string, unknown> = {
    ...PURE_GLOBALS,
    // Without it zod looks for the means to compile its checks, and they are impure.
    __zod_globalConfig: { jitless: true },
    require: (name: string) => requirePure(name, refuse),
  };
  for (const name of IMPURE_GLOBALS)
    Object.defineProperty(globals, name, { get: () => refuse(`it uses \`${name}\``), configurable: true });
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  exactMembers(runInContext(INTRINSICS, context) as Parameters<typeof exactMembers>[0], refuse);
  const timed = (action: () => unknown): void => {
    globals["argosyAction"] = action;
    runInContext("argosyAction()", context, { timeout: Math.max(1, Math.ceil(deadline - performance.now())) });
  };
  return {
    load: (code) => void runInContext(code, context),
    call: (name, args) => {
      const code = runInContext("argosy", context) as {
        readonly [name: string]: (...args: readonly unknown[]) => unknown;
      };
      const parse = runInContext("JSON.parse", context) as (text: string) => unknown;
      return code[name]?.(...args.map((value) => (value === undefined ? undefined : parse(JSON.stringify(value)))));
    },
    run: <T>(action: () => T) => {
      touched.length = 0;
      let value: T | undefined;
      try {
        timed(() => (value = action()));
      } catch (error) {
        return { ok: false, reason: touched[0] ?? reasonOf(error) };
      }
      return touched[0] === undefined ? { ok: true, value: value as T } : { ok: false, reason: touched[0] };
    },
  };
}

const INTRINSICS = "({ globalThis, Date, Math, Number, String, Array, BigInt })";

const PURE_GLOBALS = { URL, URLSearchParams, TextEncoder, TextDecoder, structuredClone, atob, btoa, Buffer };

const IMPURE_GLOBALS = [
  "process",
  "console",
  "fetch",
  "crypto",
  "performance",
  "navigator",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
  "WebSocket",
  "EventSource",
  "localStorage",
  "sessionStorage",
  "__dirname",
  "__filename",
];

function requirePure(name: string, refuse: (reason: string) => never): unknown {
  const used = (): never => refuse(`it uses \`${name}\``);
  switch (name.replace(/^node:/, "")) {
    case "path":
    case "path/posix":
      return { ...posix, resolve: used, relative: used };
    case "url":
      return { ...url };
    case "util":
      return { ...util };
    case "querystring":
      return { ...querystring };
    case "buffer":
      return { Buffer };
    default:
      // Loading is harmless: many packages load modules that they do not use at once.
      return new Proxy(
        {},
        {
          get: (_target, key) =>
            typeof key === "symbol" || key === "__esModule" || key === "default" ? undefined : used(),
        },
      );
  }
}

/** Errors of the sandbox are of another realm, so `instanceof Error` does not hold. */
function reasonOf(error: unknown): string {
  const { code, name, message } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    name?: unknown;
    message?: unknown;
  };
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "it takes too long";
  return `it throws ${name === undefined ? String(error) : `${String(name)}: ${String(message)}`}`;
}

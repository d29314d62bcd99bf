/**
 * What `@argosy/sdk` is inside a bundle: the same names, without checks, because everything was checked when it was
 * compiled. A pod runs one step; calling another in it is an error.
 */
import { PIPELINE, type StepKind, STEP } from "./brands.ts";

export { gpu } from "./gpu.ts";
export { gi, mi } from "./memory.ts";
export { NonRetriableError } from "./runtime/errors.ts";
export { sleep } from "./sleep.ts";

type Callable = (input?: unknown) => Promise<never>;

export function step(options: unknown, fn: unknown): Callable {
  return declare(STEP, { kind: "step", options, fn });
}

export function pipeline(options: unknown, fn: unknown): Callable {
  return declare(PIPELINE, { kind: "pipeline", options, fn });
}

export function container(options: unknown): Callable {
  return declare(STEP, { kind: "container", options });
}

export function python(options: unknown): Callable {
  return declare(STEP, { kind: "python", options });
}

export function manifest(options: unknown): Callable {
  return declare(STEP, { kind: "manifest", options });
}

export async function approve(): Promise<never> {
  throw new Error("a step cannot ask for approval; call approve in the pipeline");
}

interface Declaration {
  readonly kind: StepKind | "pipeline";
  readonly options: unknown;
  readonly fn?: unknown;
}

function declare(brand: symbol, declaration: Declaration): Callable {
  const call = async (): Promise<never> => {
    const name = (declaration.options as { readonly name?: string } | undefined)?.name ?? `a ${declaration.kind}`;
    throw new Error(
      `${name} was called inside a step, and a step cannot start another; share a plain function between them`,
    );
  };
  return Object.defineProperty(call, brand, { value: declaration });
}

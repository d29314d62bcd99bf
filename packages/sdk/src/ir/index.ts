/**
 * The intermediate representation that compiler, runner and viewer share. Internal to Argosy's own packages.
 * @internal
 */
export type * from "./span.ts";
export type * from "./diagnostic.ts";
export type * from "./types.ts";
export type * from "./lowered.ts";
export type * from "./settings.ts";

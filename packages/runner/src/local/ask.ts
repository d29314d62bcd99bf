/** Asks a person, until the signal is aborted; `nobody` where there is none. */
export type Ask = (question: string, signal: AbortSignal) => Promise<"yes" | "no" | "nobody">;

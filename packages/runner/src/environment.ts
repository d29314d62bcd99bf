/** Environment variables. `NodeJS.ProcessEnv` would force Node's types on everybody who reads ours. */
export type Environment = { readonly [name: string]: string | undefined };

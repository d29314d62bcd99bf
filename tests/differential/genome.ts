/** What fast-check makes and shrinks: a tree of statements, each with numbers that the printer takes its choices from. */
import fc from "fast-check";

export interface Gene {
  readonly kind: number;
  readonly choices: readonly number[];
  readonly blocks: readonly (readonly Gene[])[];
}

/** A pipeline that the program may call. */
export interface PipelineGene {
  readonly body: readonly Gene[];
  readonly choices: readonly number[];
  readonly callsItself: boolean;
}

export interface Genome {
  readonly body: readonly Gene[];
  readonly called?: readonly PipelineGene[];
  /** How many runs of one of them may lie in each other. */
  readonly maxDepth?: number;
  /** The arguments of two runs. */
  readonly inputs: readonly { readonly n: number; readonly t: string; readonly xs: readonly number[] }[];
}

const MOST = 1_000_000;

const { gene } = fc.letrec<{ gene: Gene; block: readonly Gene[] }>((tie) => ({
  gene: fc.record({
    kind: fc.nat(MOST),
    choices: fc.array(fc.nat(MOST), { maxLength: 14, size: "max" }),
    blocks: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(tie("block"), { maxLength: 2, size: "max" }) },
    ),
  }),
  block: fc.array(tie("gene"), { maxLength: 3, size: "max" }),
}));

const input = fc.record({
  n: fc.integer({ min: -3, max: 9 }),
  t: fc.constantFrom("", "x", "word", '{{=1}} $(A) "q"', "é😀"),
  xs: fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 3, size: "max" }),
});

const parts = {
  body: fc.array(gene, { minLength: 1, maxLength: 7, size: "max" }),
  inputs: fc.array(input, { minLength: 1, maxLength: 2, size: "max" }),
} as const;

/** Without pipelines that are called. */
export const straightGenomes: fc.Arbitrary<Genome> = fc.record(parts);

const called = fc.record({
  body: fc.array(gene, { maxLength: 3, size: "max" }),
  choices: fc.array(fc.nat(MOST), { minLength: 3, maxLength: 10, size: "max" }),
  callsItself: fc.boolean(),
});

export const genomes: fc.Arbitrary<Genome> = fc.record({
  ...parts,
  called: fc.array(called, { maxLength: 2, size: "max" }),
  maxDepth: fc.integer({ min: 2, max: 3 }),
});

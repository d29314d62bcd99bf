/** What the programs of this folder are called with. */
import type { GeneratedProgram } from "../generator.ts";

export const INPUTS: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 1, 1] },
  { n: -1, t: "longer text", xs: [] },
];

export const MIXED: GeneratedProgram["inputs"] = [
  { n: 7, t: "a", xs: [1, 1, 1] },
  { n: 2, t: "b", xs: [2, 4] },
  { n: 0, t: "c", xs: [4] },
  { n: -1, t: "d", xs: [] },
];

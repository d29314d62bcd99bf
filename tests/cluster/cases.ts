/** Small pipelines, each about one part of the language, and what they are run with. */
import * as arrayMethods from "./pipelines/array-methods.ts";
import * as artifacts from "./pipelines/artifacts.ts";
import * as bigValues from "./pipelines/big-values.ts";
import * as branchesInMaps from "./pipelines/branches-in-maps.ts";
import * as conditionalExpressions from "./pipelines/conditional-expressions.ts";
import * as diamond from "./pipelines/diamond.ts";
import * as earlyReturn from "./pipelines/early-return.ts";
import * as emptyResults from "./pipelines/empty-results.ts";
import * as glueOnly from "./pipelines/glue-only.ts";
import * as hostileStrings from "./pipelines/hostile-strings.ts";
import * as ifElse from "./pipelines/if-else.ts";
import * as letPhi from "./pipelines/let-phi.ts";
import * as mapConstant from "./pipelines/map-constant.ts";
import * as mapParameter from "./pipelines/map-parameter.ts";
import * as mapRuntime from "./pipelines/map-runtime.ts";
import * as mapTwoSteps from "./pipelines/map-two-steps.ts";
import * as mapsInBranches from "./pipelines/maps-in-branches.ts";
import * as mixedPromises from "./pipelines/mixed-promises.ts";
import * as nestedMaps from "./pipelines/nested-maps.ts";
import * as nestedObjects from "./pipelines/nested-objects.ts";
import * as noStepsTaken from "./pipelines/no-steps-taken.ts";
import * as parameterTypes from "./pipelines/parameter-types.ts";
import * as reservedNames from "./pipelines/reserved-names.ts";
import * as retry from "./pipelines/retry.ts";
import * as spreadAndDefaults from "./pipelines/spread-and-defaults.ts";
import * as straightLine from "./pipelines/straight-line.ts";
import * as subPipelines from "./pipelines/sub-pipelines.ts";
import * as unawaitedInputs from "./pipelines/unawaited-inputs.ts";

export interface Case {
  readonly file: string;
  readonly module: { readonly [name: string]: unknown };
  /** What is different about this run of the file. */
  readonly about?: string;
  readonly input: object;
  /** Set when plain Node cannot be the judge: the result itself. */
  readonly expected?: unknown;
}

export const CASES: readonly Case[] = [
  { file: "straight-line", module: straightLine, input: { start: 20 } },
  { file: "diamond", module: diamond, input: { size: 5 } },
  { file: "unawaited-inputs", module: unawaitedInputs, input: { base: 4 } },
  { file: "map-runtime", module: mapRuntime, input: { count: 3, prefix: "$" } },
  { file: "map-runtime", module: mapRuntime, about: "an empty list", input: { count: 0 } },
  { file: "map-parameter", module: mapParameter, input: { values: [1, -2, 3.5] } },
  { file: "map-parameter", module: mapParameter, about: "an empty list", input: { values: [] } },
  { file: "map-constant", module: mapConstant, input: { seed: 3 } },
  { file: "map-two-steps", module: mapTwoSteps, input: { pages: [2, 0], weight: 10 } },
  { file: "if-else", module: ifElse, about: "then", input: { value: 95 } },
  { file: "if-else", module: ifElse, about: "else", input: { value: 40 } },
  { file: "early-return", module: earlyReturn, about: "returns early", input: { rows: 3 } },
  { file: "early-return", module: earlyReturn, about: "goes on", input: { rows: 30 } },
  { file: "let-phi", module: letPhi, about: "changed", input: { level: 3 } },
  { file: "let-phi", module: letPhi, about: "unchanged", input: { level: 8 } },
  { file: "conditional-expressions", module: conditionalExpressions, about: "on", input: { on: true, label: "a" } },
  { file: "conditional-expressions", module: conditionalExpressions, about: "off", input: { on: false } },
  { file: "array-methods", module: arrayMethods, input: { names: ["alpha", "beta", "gamma"], least: 5 } },
  { file: "sub-pipelines", module: subPipelines, input: { n: 6, list: [2, 3] } },
  { file: "spread-and-defaults", module: spreadAndDefaults, input: {} },
  {
    file: "spread-and-defaults",
    module: spreadAndDefaults,
    about: "no defaults",
    input: { rate: 2, tags: [], title: "" },
  },
  {
    file: "hostile-strings",
    module: hostileStrings,
    input: { extra: `{{workflow.name}} "q" 'q' \\ \n\t 😀 $(X) é {{= 1+1 }}`, prefix: "{{" },
  },
  { file: "hostile-strings", module: hostileStrings, about: "empty parameters", input: { extra: "", prefix: "" } },
  {
    file: "hostile-strings",
    module: hostileStrings,
    about: "JSON-like parameters",
    input: { extra: "null", prefix: '"1"' },
  },
  {
    file: "hostile-strings",
    module: hostileStrings,
    about: "a parameter that is too large to travel",
    input: { extra: "é{{".repeat(50_000), prefix: "" },
  },
  { file: "artifacts", module: artifacts, input: { rows: 50, scales: [1, 3, 2] } },
  {
    file: "retry",
    module: retry,
    input: { name: "it" },
    // In plain Node nothing is tried again.
    expected: { said: "it is well" },
  },
  { file: "big-values", module: bigValues, input: { size: 60_000, count: 3 } },
  { file: "nested-objects", module: nestedObjects, input: { depth: 3 } },
  { file: "nested-objects", module: nestedObjects, about: "out of range", input: { depth: 1, index: 7 } },
  { file: "glue-only", module: glueOnly, input: { text: "one three five", other: "seven eleven" } },
  { file: "no-steps-taken", module: noStepsTaken, about: "no pod", input: { limit: 3, mode: "full" } },
  { file: "no-steps-taken", module: noStepsTaken, about: "one pod", input: { limit: 30, mode: "full" } },
  { file: "empty-results", module: emptyResults, about: "null", input: { x: 0 } },
  { file: "empty-results", module: emptyResults, about: "empty string", input: { x: 1 } },
  { file: "nested-maps", module: nestedMaps, input: { sizes: [2, 0, 1], by: 3 } },
  { file: "branches-in-maps", module: branchesInMaps, input: { values: [1, 2, 3] } },
  { file: "maps-in-branches", module: mapsInBranches, about: "it runs", input: { value: 5, values: [1, 2] } },
  { file: "maps-in-branches", module: mapsInBranches, about: "it is skipped", input: { value: 1, values: [1, 2] } },
  { file: "maps-in-branches", module: mapsInBranches, about: "returns early", input: { value: -4, values: [1] } },
  {
    file: "reserved-names",
    module: reservedNames,
    input: { n: 3, y: true, on: "off", item: "x", items: ["a", "b"], call: 7, result: null },
  },
  { file: "mixed-promises", module: mixedPromises, input: { x: 1, xs: [5, 6] } },
  { file: "mixed-promises", module: mixedPromises, about: "other fields, no items", input: { x: 3, xs: [] } },
  {
    file: "parameter-types",
    module: parameterTypes,
    input: {
      flag: true,
      ratio: -0.25,
      settings: { mode: "fast", limits: { cpu: 1, names: ["ü", "{{"] } },
      maybe: null,
    },
  },
  {
    file: "parameter-types",
    module: parameterTypes,
    about: "no pod, large numbers",
    input: {
      flag: true,
      ratio: 1e21,
      settings: { mode: "slow", limits: { cpu: 1, names: [] } },
      maybe: "null",
      extra: "",
    },
  },
];

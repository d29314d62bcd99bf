import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { type Files, graphOf, type GraphOptions, writeProject } from "./source-project.fixture.ts";
import { sliceCutter } from "../bundle/slice.ts";
import type { SourceGraph } from "../bundle/source-graph-types.ts";

const SDK = 'import { step } from "@argosy/sdk";\n';

/** The code that each module of a root's slice holds, without blanks. */
function sliceTexts(graph: SourceGraph, id: string): { readonly [path: string]: string } {
  const root = graph.roots.find((one) => one.id === id);
  if (root === undefined) throw new Error(`no root ${id}`);
  const cut = sliceCutter(graph);
  const slice = root.kind === "step" ? cut(root, []) : cut(undefined, [root]);
  return Object.fromEntries(
    [...slice.modules].map(([index, { text }]) => [graph.modules[index]!.path, text.replace(/\s+/g, " ").trim()]),
  );
}

function slice(files: Files, id: string, options?: GraphOptions): { readonly [path: string]: string } {
  return sliceTexts(graphOf(writeProject(files), options), id);
}

describe("what a step holds", () => {
  const pipeline = `${SDK}import { heavy } from "./heavy.ts";
import { light, other as renamed } from "./light.ts";
const options = { cpu: 1 };
const scale = 2, unused = heavy();
interface Row { readonly value: number }
function twice(value: number): number { return light(value) * scale; }
export const plain = step(
  options,
  async ({ value }: Row) => twice(value),
);
export const big = step({ ...options, memory: "1Gi" }, () => heavy() + renamed);
`;
  const files = {
    "pipeline.ts": pipeline,
    "heavy.ts": "export function heavy(): number { return 1; }\n",
    "light.ts": "export const light = (value: number): number => value;\nexport const other = 3;\n",
  };

  test("only what its function reaches, and nothing of its options", () => {
    expect(slice(files, "plain")).toEqual({
      "light.ts": "export const light = (value: number): number => value;",
      "pipeline.ts":
        'import { light as light } from "./light.ts"; const scale = 2; ' +
        "function twice(value: number): number { return light(value) * scale; }; " +
        "export const plain = async ({ value }: Row) => twice(value) ; export { plain as $argosyStep };",
    });
    expect(Object.keys(slice(files, "big"))).toEqual(["heavy.ts", "light.ts", "pipeline.ts"]);
  });

  test("lines and columns stay where they are", () => {
    const graph = graphOf(writeProject(files));
    const root = graph.roots.find((one) => one.id === "plain")!;
    const [module] = [...sliceCutter(graph)(root.kind === "step" ? root : undefined, []).modules.values()].slice(-1);
    const [written, kept] = [pipeline, module!.text].map((text) => text.split("\n"));
    for (const line of ["async ({ value }", "function twice", "export const plain"]) {
      const at = written!.findIndex((one) => one.includes(line));
      expect(kept![at]!.indexOf(line), line).toBe(written![at]!.indexOf(line));
    }
  });

  test("types are no reason to keep a module", () => {
    const texts = slice(
      {
        "pipeline.ts": `${SDK}import { type Row, Kind, make } from "./model.ts";
          import type * as model from "./model.ts";
          export const a = step({}, (row: Row): Kind | model.Row => ({ ...row }) as typeof make extends never ? never : Row);`,
        "model.ts": "export interface Row { a: number } export class Kind {} export const make = () => new Kind();",
      },
      "a",
    );
    expect(Object.keys(texts)).toEqual(["pipeline.ts"]);
    expect(texts["pipeline.ts"]).not.toContain("import");
  });
});

describe("how modules refer to each other", () => {
  const library = {
    "lib/index.ts": `export * from "./colours.ts"; export { default as Shape, area as size } from "./shapes.ts"; export * as text from "./text.ts"; export { clean };
      import { clean } from "./text.ts";`,
    "lib/colours.ts": 'export enum Colour { Red = "red", Blue = "blue" }\nexport const palette = [Colour.Red];\n',
    "lib/shapes.ts":
      "export default class Shape { constructor(readonly side: number) {} }\nexport const area = (shape: Shape) => shape.side ** 2;\n",
    "lib/text.ts":
      'export function clean(text: string) { return trim(text); }\nfunction trim(text: string) { return text.trim(); }\nexport const loud = (text: string) => clean(text) + "!";\n',
  };
  const of = (imports: string, body: string): { readonly [path: string]: string } =>
    slice({ ...library, "pipeline.ts": `${SDK}${imports}\nexport const a = step({}, () => ${body});` }, "a");

  test.each([
    [
      "an enum through a barrel",
      'import { Colour } from "./lib/index.ts";',
      "Colour.Red",
      { "lib/colours.ts": /enum Colour/, "lib/index.ts": /^export \* from "\.\/colours\.ts";$/ },
    ],
    [
      "a name of a barrel's own",
      'import { size } from "./lib/index.ts";',
      "size",
      {
        "lib/index.ts": /^export \{ area as size \} from "\.\/shapes\.ts";$/,
        "lib/shapes.ts": /^export const area = [^;]*;$/,
      },
    ],
    [
      "a default export",
      'import { Shape } from "./lib/index.ts";',
      "new Shape(1)",
      { "lib/index.ts": /default as Shape/, "lib/shapes.ts": /^export default class Shape \{[^;]*\};$/ },
    ],
    [
      "one member of a namespace",
      'import * as lib from "./lib/index.ts";',
      "lib.text.loud('a')",
      { "lib/index.ts": /^export \* as text from "\.\/text\.ts";$/, "lib/text.ts": /loud.*/ },
    ],
    [
      "an import that is exported again",
      'import { clean } from "./lib/index.ts";',
      "clean('a')",
      {
        "lib/index.ts": /^export \{ clean as clean \}; import \{ clean as clean \} from "\.\/text\.ts";$/,
        "lib/text.ts": /^export function clean[^;]*; *\}; function trim/,
      },
    ],
    [
      "a shorthand property",
      'import { palette } from "./lib/colours.ts";',
      "({ palette })",
      { "lib/colours.ts": /palette/ },
    ],
    ["an import by a call", "", 'import("./lib/shapes.ts")', { "lib/shapes.ts": /class Shape.*area/ }],
  ])("%s", (_what, imports, body, expected: { readonly [path: string]: RegExp }) => {
    const { "pipeline.ts": _own, ...others } = of(imports, body);
    expect(Object.keys(others)).toEqual(Object.keys(expected));
    for (const [path, pattern] of Object.entries(expected)) expect(others[path]).toMatch(pattern);
  });

  test("a whole namespace is everything that it exports", () => {
    const texts = of('import * as lib from "./lib/index.ts";', "Object.keys(lib)");
    expect(Object.keys(texts)).toEqual([
      "lib/colours.ts",
      "lib/index.ts",
      "lib/shapes.ts",
      "lib/text.ts",
      "pipeline.ts",
    ]);
    expect(texts["lib/text.ts"]).toContain("loud");
  });

  test("modules that import each other", () => {
    const texts = slice(
      {
        "pipeline.ts": `${SDK}import { isEven } from "./even.ts"; export const a = step({}, ({ n }: { n: number }) => isEven(n));`,
        "even.ts":
          'import { isOdd } from "./odd.ts"; export function isEven(n: number): boolean { return n === 0 || isOdd(n - 1); } export const never = 1;',
        "odd.ts":
          'import { isEven } from "./even.ts"; export function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1); }',
      },
      "a",
    );
    expect(texts["even.ts"]).toMatch(/^import .* export function isEven[^]*\};$/);
    expect(texts["odd.ts"]).toContain("isEven as isEven");
  });

  test("paths of tsconfig, and JSON", () => {
    const root = writeProject({
      "pipeline.ts": `${SDK}import { a as first } from "#lib/a"; import table from "./table.json" with { type: "json" }; export const s = step({}, () => first + table.n);`,
      "src/lib/a.ts": "export const a = 1; export const b = 2;",
      "table.json": '{ "n": 1 }',
    });
    const graph = graphOf(root, {
      compilerOptions: {
        paths: { "#lib/*": [`${root}/src/lib/*`] },
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        module: ts.ModuleKind.ESNext,
      },
    });
    expect(sliceTexts(graph, "s")["src/lib/a.ts"]).toBe("export const a = 1;");
    const links = graph.modules.find(({ path }) => path === "pipeline.ts")?.links;
    expect(links).toMatchObject({ "#lib/a": { kind: "source" }, "./table.json": { kind: "file", path: "table.json" } });
  });
});

describe("declarations of every shape", () => {
  test.each([
    [
      "a destructured const",
      "const { one: [first], ...rest } = { one: [1], two: 2 };",
      "first + rest.two",
      /^const \{ one: \[first\], \.\.\.rest \} = /,
    ],
    [
      "overloads",
      "function f(a: string): string; function f(a: number): string; function f(a: unknown) { return String(a); }",
      "f(1)",
      /^function f\(a: unknown\)/,
    ],
    [
      "a class and what it extends",
      "const base = () => class {}; class A extends base() { static made = 1; }",
      "A.made",
      /const base.*class A/,
    ],
    [
      "a const named like a local of another step",
      "const x = 1; const other = () => { const x = 2; return x; };",
      "x",
      /^const x = 1;/,
    ],
    ["a namespace", "namespace tools { export const used = 1; }", "tools.used", /^namespace tools/],
    [
      "a let and the function that sets it",
      "let count = 0; const next = () => ++count;",
      "next()",
      /^let count = 0; const next/,
    ],
  ])("%s", (_what, declarations, body, expected) => {
    const text = slice(
      { "pipeline.ts": `${SDK}${declarations}\nconst unrelated = 0;\nexport const a = step({}, () => ${body});` },
      "a",
    )["pipeline.ts"];
    expect(text).toMatch(expected);
    expect(text).not.toContain("unrelated");
  });

  test("a local variable that shadows a module's const does not keep it", () => {
    const text = slice(
      { "pipeline.ts": `${SDK}const shadowed = 1;\nexport const a = step({}, (shadowed: number) => shadowed);` },
      "a",
    )["pipeline.ts"];
    expect(text).not.toContain("const shadowed");
  });

  test("property names are no references", () => {
    const text = slice(
      {
        "pipeline.ts": `${SDK}const name = 1;\nexport const a = step({}, ({ name: label }: { name: string }) => ({ name: label.name }));`,
      },
      "a",
    )["pipeline.ts"];
    expect(text).not.toContain("const name");
  });

  test("two steps in one statement, and a default export", () => {
    const files = {
      "pipeline.ts": `${SDK}export const a = step({}, () => 1),\n  b = step({}, () => 2);\nexport default step({ cpu: 1 }, () => 3);`,
    };
    expect(slice(files, "a")["pipeline.ts"]).toBe("export const a = () => 1 ; export { a as $argosyStep };");
    expect(slice(files, "b")["pipeline.ts"]).toBe("export const b = () => 2 ; export { b as $argosyStep };");
    expect(slice(files, "default")["pipeline.ts"]).toBe("export default () => 3 ;;");
  });

  test("a step that calls another holds it with its options, one that calls itself too", () => {
    const files = {
      "pipeline.ts": `${SDK}const options = { cpu: 1 };
        export const a = step(options, ({ n }: { n: number }): unknown => (n > 0 ? a({ n: n - 1 }) : 0));
        export const b = step(options, () => a({ n: 1 }));`,
    };
    expect(slice(files, "a")["pipeline.ts"]).toContain("const a = step(options");
    expect(slice(files, "b")["pipeline.ts"]).toMatch(
      /import \{ step as step \}.*const options.*const a = step\(options.*export const b = \(\) => a/,
    );
  });
});

describe("fragments", () => {
  test("see the scope of their module", () => {
    const texts = slice(
      {
        "pipeline.ts": `import { best } from "./best.ts"; const limit = 3; let runs: number[] = [];
          export const main = () => fragment("f1", (runs) => best(runs.slice(0, limit)));`,
        "best.ts": "export const best = (xs: number[]) => Math.max(...xs); export const worst = 0;",
      },
      "f1",
    );
    expect(texts).toEqual({
      "best.ts": "export const best = (xs: number[]) => Math.max(...xs);",
      "pipeline.ts":
        'import { best as best } from "./best.ts"; const limit = 3; export const $argosyFragment_f1 = (runs) => (best(runs.slice(0, limit)) );',
    });
  });
});

describe("statements that do something", () => {
  const effects = (graph: SourceGraph): readonly (readonly [string, string, boolean])[] =>
    graph.modules.flatMap(({ text, pieces }) =>
      pieces.flatMap((piece) =>
        piece.kind === "effect" ? [[text.slice(piece.start, piece.end), piece.effect, piece.reached] as const] : [],
      ),
    );

  test("go where the names go that they change", () => {
    const graph = graphOf(
      writeProject({
        "pipeline.ts": `${SDK}import "./setup.ts";
const registry = new Map<string, number>();
registry.set("a", 1);
let ready = false;
const open = () => { ready = true; };
open();
console.log(registry);
globalThis.name = "x";
if (import.meta.main) registry.clear();
export const a = step({}, () => registry.get("a"));
export const b = step({}, () => ready);
export const c = step({}, () => 1);`,
        "setup.ts": "export {};",
      }),
    );
    expect(effects(graph)).toEqual([
      ['import "./setup.ts";', "import", false],
      ['registry.set("a", 1);', "change", true],
      ["open();", "change", true],
      ["console.log(registry);", "console", false],
      ['globalThis.name = "x";', "change", false],
      ["if (import.meta.main) registry.clear();", "program", false],
    ]);
    expect(sliceTexts(graph, "a")["pipeline.ts"]).toMatch(/registry\.set/);
    expect(sliceTexts(graph, "a")["pipeline.ts"]).not.toMatch(/open/);
    expect(sliceTexts(graph, "b")["pipeline.ts"]).toMatch(/let ready = false; const open = .*; open\(\);/);
    expect(sliceTexts(graph, "c")["pipeline.ts"]).toBe("export const c = () => 1 ; export { c as $argosyStep };");
  });

  test("that run a pipeline are the program's own", () => {
    const graph = graphOf(
      writeProject({
        "pipeline.ts": `import { pipeline, step } from "@argosy/sdk";
const labels = ["a"];
export const a = step({}, () => labels);
export const all = pipeline({}, async (_: { labels: string[] }) => a());
const main = () => all({ labels });
main().then((result) => labels.push(String(result)));`,
      }),
    );
    expect(effects(graph)).toEqual([["main().then((result) => labels.push(String(result)));", "program", false]]);
  });

  test("the same source gives the same graph, wherever it lies", () => {
    const files = {
      "pipeline.ts": `${SDK}import { b } from "./b.ts"; export const a = step({}, () => b);`,
      "b.ts": "export const b = 1;",
    };
    expect(JSON.stringify(graphOf(writeProject(files)))).toBe(JSON.stringify(graphOf(writeProject(files))));
  });
});

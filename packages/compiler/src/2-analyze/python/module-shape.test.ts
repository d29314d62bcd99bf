import { describe, expect, test } from "vitest";
import { readModule } from "./module-shape.ts";
import { signatureProblems } from "./signature.ts";

const namesOf = (source: string): readonly string[] => readModule(source).functions.map(({ name }) => name);

describe("functions at the top of a module", () => {
  test("whatever stands in strings, comments and classes", () => {
    const source = `"""def a(): in a docstring
def b():
"""
# def c():
text = 'def d():' ; other = f"""
def e(): {text}
"""
class Model:
    def fit(self): ...
@decorated(with_=[
    "x"])
async def train(lr: float = 0.1,  # the rate
        *, note="a, b) -> ("): return lr
def last(): pass`;
    expect(namesOf(source)).toEqual(["train", "last"]);
    expect(readModule(source).functions[0]).toEqual({
      name: "train",
      line: 12,
      parameters: [
        { name: "lr", kind: "any", annotation: "float", optional: true },
        { name: "note", kind: "keyword", optional: true },
      ],
    });
  });

  test("with parameters of every kind, and type parameters", () => {
    const [fn] = readModule(
      "def f[T: (int, str)](a, /, b: dict[str, int], *rest, c: 'str | None' = None, **more): ...",
    ).functions;
    expect(fn?.parameters).toEqual([
      { name: "a", kind: "positional", optional: false },
      { name: "b", kind: "any", annotation: "dict[str, int]", optional: false },
      { name: "rest", kind: "rest", optional: true },
      { name: "c", kind: "keyword", annotation: "'str | None'", optional: true },
      { name: "more", kind: "keywords", optional: true },
    ]);
  });

  test("with names that only Python knows", () => {
    const { others } = readModule(
      "train = wrap(_train)\nfrom a import b as fit\nif x:\n    def late(): ...\nclass Model: ...",
    );
    expect([...others].sort()).toEqual(["Model", "b", "fit", "late", "train"]);
  });
});

test("imports", () => {
  const source =
    "import a.b as c, d\nfrom . import e, f as g\nfrom ..h.i import (\n  j,\n  k,\n)\ndef l():\n    import m";
  expect(readModule(source).imports).toEqual([
    { module: "a.b", names: [], line: 1, conditional: false },
    { module: "d", names: [], line: 1, conditional: false },
    { module: ".", names: ["e", "f"], line: 2, conditional: false },
    { module: "..h.i", names: ["j", "k"], line: 3, conditional: false },
    { module: "m", names: [], line: 8, conditional: true },
  ]);
});

describe("a signature against an input", () => {
  const check = (list: string, properties: object, required: readonly string[] = Object.keys(properties)) => {
    const [fn] = readModule(`def f(${list}): ...`).functions;
    if (fn === undefined) throw new Error("no function");
    return signatureProblems(fn, { type: "object", properties: properties as never, required });
  };
  const [number, text] = [{ type: "number" }, { type: "string" }];

  test.each([
    ["lr: float", { lr: number }, []],
    ["lr: int", { lr: number }, []],
    ["lr, ctx", { lr: number }, []],
    ["**all", { lr: number, b: text }, []],
    ["lr: Optional[float] = None", { lr: { anyOf: [number, { type: "null" }] } }, []],
    ["data: Dataset", { data: { type: "object" } }, []],
    ["lr", { lr: number, b: text }, ["has no parameter `b`, and the step's input has"]],
    ["lr, b", { lr: number }, ["needs `b`, which the step's input has not"]],
    ["lr, /", { lr: number }, ["takes `lr` by position only, and a step gives keywords"]],
    ["lr: str", { lr: number }, ["takes `lr` as `str`, and the step gives a number"]],
    [
      "lr: 'float'",
      { lr: { anyOf: [number, { type: "null" }] } },
      ["takes `lr` as `'float'`, and the step gives null"],
    ],
    ["xs: list[float] | None", { xs: text }, ["takes `xs` as `list[float] | None`, and the step gives text"]],
  ])("def f(%s)", (list, properties, problems) => {
    expect(check(list, properties)).toEqual(problems);
  });

  test("a field that may be left out needs a default", () => {
    expect(check("lr", { lr: number }, [])).toEqual(["needs `lr`, which the step's input may leave out"]);
    expect(check("lr=1", { lr: number }, [])).toEqual([]);
  });
});

/** Compiles the sources of pages and cases as a project of their own, whose installed packages are the ones that errors need. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { compile, formatDiagnostics } from "@argosy/compiler";
import type { Diagnostic, StoreSettings } from "@argosy/sdk/ir";

const repository = resolve(import.meta.dirname, "../..");
const { resolve: resolveModule } = createRequire(import.meta.url);
const podRuntime = resolveModule("@argosy/runner/pod");

export interface ErrorsProject {
  readonly compile: (source: string, target: "argo" | "kfp" | "local") => Promise<readonly Diagnostic[]>;
  /** A right pipeline, asked for in another way. */
  readonly compileWith: (asked: Asked) => Promise<readonly Diagnostic[]>;
  /** In the plain form, as the command line prints them. */
  readonly print: (diagnostics: readonly Diagnostic[]) => string;
  readonly remove: () => void;
}

export interface Asked {
  /** The file's name. */
  readonly entry?: string;
  readonly pipeline?: string;
  readonly podRuntime?: string;
  readonly store?: StoreSettings;
}

const RIGHT = `import { type Dataset, pipeline, step } from "@argosy/sdk";
export const save = step({ cpu: 1, memory: "1Gi" }, async (_: {}, ctx): Promise<Dataset> => ctx.save("data", "text"));
export const main = pipeline({ name: "main" }, async () => save({}));
`;

export function createErrorsProject(): ErrorsProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "argosy-errors-")));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("package.json", '{ "type": "module", "private": true }\n');
  for (const [path, text] of Object.entries(PACKAGES)) write(`node_modules/${path}`, text);
  for (const [path, text] of Object.entries(PYTHON)) write(path, text);
  for (const name of ["@argosy", "@types/node", "zod"]) {
    mkdirSync(dirname(join(root, "node_modules", name)), { recursive: true });
    symlinkSync(realpathSync(join(repository, "node_modules", name)), join(root, "node_modules", name));
  }
  return {
    compile: async (source, target) => {
      const files = filesIn(source);
      for (const [path, text] of Object.entries(files)) write(path, text);
      const entry = join(root, "pipeline.ts");
      const { diagnostics } = await compile({
        entry,
        shownAs: "pipeline.ts",
        target,
        podRuntime: resolveModule(target === "kfp" ? "@argosy/runner/pod/kfp" : "@argosy/runner/pod"),
        settings: { image: "node:24-slim" },
      });
      return diagnostics;
    },
    compileWith: async ({ entry = "right.ts", pipeline, podRuntime: runtime = podRuntime, store }) => {
      write("right.ts", RIGHT);
      const { diagnostics } = await compile({
        entry: join(root, entry),
        target: "argo",
        podRuntime: runtime,
        settings: { image: "node:24-slim", ...(store === undefined ? {} : { store }) },
        ...(pipeline === undefined ? {} : { pipeline }),
      });
      return diagnostics;
    },
    print: (diagnostics) => formatDiagnostics(diagnostics, { format: "plain", root, cwd: root }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** One file, or several that each begin with a line such as `// load.ts`. */
function filesIn(source: string): { readonly [path: string]: string } {
  const parts = source.split(/^(?=\/\/ [\w-]+\.ts$)/m);
  return Object.fromEntries(parts.map((part) => [/^\/\/ ([\w-]+\.ts)$/m.exec(part)?.[1] ?? "pipeline.ts", part]));
}

/** Text that does not compress, the same every time. */
function noise(bytes: number): string {
  const rounds = Array.from({ length: Math.ceil(bytes / 44) }, (_, round) =>
    createHash("sha256").update(String(round)).digest("base64"),
  );
  return rounds.join("");
}

/** Files of Python steps. */
const PYTHON: { readonly [path: string]: string } = {
  "train.py": "def train(lr: float, epochs: int = 10) -> float:\n    return lr * epochs\n",
  "lost.py": "from .dataset import rows\n\n\ndef train(lr: float) -> float:\n    return lr * len(rows)\n",
};

const PACKAGES: { readonly [path: string]: string } = {
  "@types/left-pad/package.json": '{ "name": "@types/left-pad", "version": "1.0.0", "types": "index.d.ts" }',
  "@types/left-pad/index.d.ts": "declare function leftPad(text: string, width: number): string;\nexport = leftPad;",
  "fast-matrix/package.json":
    '{ "name": "fast-matrix", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }',
  "fast-matrix/index.d.ts": "export function sum(values: number[]): number;",
  "fast-matrix/index.js": 'module.exports = require("./fast.node");',
  "fast-matrix/fast.node": "\x7fELF",
  "half-written/package.json":
    '{ "name": "half-written", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }',
  "half-written/index.d.ts": "export function half(n: number): number;",
  "half-written/index.js": "module.exports = {;",
  "big-tables/package.json": '{ "name": "big-tables", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }',
  "big-tables/index.d.ts": "export const table: string;",
  "big-tables/index.js": `exports.table = ${JSON.stringify(noise(1_400_000))};`,
};

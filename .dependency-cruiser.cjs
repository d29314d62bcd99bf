/** Who may import whom: DESIGN of the packages and of the compiler's phases, see ARCHITECTURE.md. */

const TEST_FILE = "\\.(test|test-d|fixture)\\.ts$|/fixtures/";

const packages = [
  {
    name: "no-circular",
    comment: "A cycle has no top: neither file can be read first. Types may refer to each other.",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "sdk-is-a-leaf",
    comment: "What a pipeline file imports pulls in zod and nothing else of ours.",
    from: { path: "^packages/sdk/src" },
    to: { path: "^packages/(?!sdk/)" },
  },
  {
    name: "sdk-depends-on-zod-only",
    from: { path: "^packages/sdk/src", pathNot: TEST_FILE },
    to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: "node_modules/zod/" },
  },
  {
    name: "compiler-is-not-a-runner",
    from: { path: "^packages/compiler/src" },
    to: { path: "^packages/(runner|cli)/|node_modules/@kubernetes/" },
  },
  {
    name: "runner-is-not-a-compiler",
    comment: "The pod image and the notebook take the runner without ts-morph.",
    from: { path: "^packages/runner/src" },
    to: { path: "^packages/(compiler|cli)/" },
  },
  {
    name: "nobody-imports-the-command-line",
    from: { path: "^packages/(?!cli/)" },
    to: { path: "^packages/cli/" },
  },
  {
    name: "no-typescript",
    comment: "TypeScript's own main entry has no stable compiler API; ts-morph brings one.",
    from: { path: "^packages/", pathNot: TEST_FILE },
    to: { path: "node_modules/typescript/" },
  },
  {
    name: "product-does-not-import-tests",
    from: { path: "^packages/", pathNot: TEST_FILE },
    to: { path: `^(tests|bench|examples)/|${TEST_FILE}` },
  },
  {
    name: "no-undeclared-dependency",
    from: { path: "^packages/", pathNot: TEST_FILE },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  { name: "no-unresolvable", from: {}, to: { couldNotResolve: true, pathNot: "^argosy:" } },
  {
    name: "no-utils",
    comment: "Name a file after what it does.",
    from: {},
    to: { path: "(^|/)(utils?|helpers?|misc|common)\\.ts$", pathNot: "node_modules" },
  },
];

const compiler = [
  {
    name: "ts-morph-only-in-the-front-end",
    from: { path: "^packages/", pathNot: ["^packages/compiler/src/(1-parse|2-analyze)/", TEST_FILE] },
    to: { path: "node_modules/(ts-morph|@ts-morph)/" },
  },
  {
    name: "phase-does-not-import-phase",
    comment: "A phase knows another phase by its data only: `import type`, or its types.ts.",
    from: { path: "^packages/compiler/src/([1-4]-[^/]+)/", pathNot: TEST_FILE },
    to: {
      path: "^packages/compiler/src/[1-4]-",
      pathNot: ["^packages/compiler/src/$1/", "/types\\.ts$"],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "phases-do-not-look-up",
    comment: "compile.ts calls the phases; none calls it.",
    from: { path: "^packages/compiler/src/([1-4]-[^/]+|bundle|diagnostics)/", pathNot: TEST_FILE },
    to: { path: "^packages/compiler/src/(compile|index)\\.ts$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "lowering-is-neutral",
    comment: "Lowering knows no back end, and the bundler no phase.",
    from: { path: "^packages/compiler/src/(3-lower|bundle)/", pathNot: TEST_FILE },
    to: { path: "^packages/compiler/src/4-emit/" },
  },
  {
    name: "back-ends-are-islands",
    from: { path: "^packages/compiler/src/4-emit/([^/]+)/" },
    to: { path: "^packages/compiler/src/4-emit/[^/]+/", pathNot: "^packages/compiler/src/4-emit/($1|shared)/" },
  },
  {
    name: "esbuild-only-in-the-bundler",
    from: { path: "^packages/", pathNot: ["^packages/compiler/src/bundle/", TEST_FILE] },
    to: { path: "node_modules/esbuild/" },
  },
];

const runner = [
  {
    name: "cluster-client-only-in-argo",
    comment: "It costs half a second to load; nothing that runs locally may pay for it.",
    from: { path: "^packages/", pathNot: ["^packages/runner/src/argo/", TEST_FILE] },
    to: { path: "node_modules/@kubernetes/client-node/" },
  },
  {
    name: "pod-runtime-stays-small",
    comment: "It is part of every bundle.",
    from: { path: "^packages/runner/src/pod/", pathNot: TEST_FILE },
    to: { path: "^packages/runner/src/(argo|local|view)/|node_modules/(zod|yaml|@kubernetes)/" },
  },
  {
    name: "pod-runtime-takes-the-light-sdk",
    comment: "@argosy/sdk itself validates with zod; pods take @argosy/sdk/runtime.",
    from: { path: "^packages/runner/src/pod/", pathNot: TEST_FILE },
    to: { path: "^packages/sdk/src/", pathNot: "^packages/sdk/src/(runtime|ir)/" },
  },
  {
    name: "sdk-runtime-has-no-zod",
    from: { path: "^packages/sdk/src/(runtime/|pod-shim\\.ts)", pathNot: TEST_FILE },
    to: { path: "node_modules/zod/", reachable: true },
  },
  {
    name: "engines-are-islands",
    from: { path: "^packages/runner/src/(argo|local)/", pathNot: TEST_FILE },
    to: { path: "^packages/runner/src/(argo|local)/", pathNot: "^packages/runner/src/$1/" },
  },
];

module.exports = {
  forbidden: [...packages, ...compiler, ...runner].map((rule) => ({ severity: "error", ...rule })),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["(^|/)dist/", "tests/.*/(fixtures|cases)/", "/fixtures/", "/expected/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".js", ".json", ".cjs", ".mjs"],
    },
  },
};

import { defineConfig } from "vitest/config";

const minutes = 60_000;

/** Where `.ci/run` wants the counts of a run. */
const report = process.env["ARGOSY_TEST_REPORT"];

/** Suites that spawn compilers, children or pods: slower, and they print what they spawn. */
function suite(name: string, testTimeout: number, fileParallelism = true) {
  return {
    test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, fileParallelism },
  };
}

export default defineConfig({
  test: {
    // Two cores: a third worker only makes each of them slower.
    maxWorkers: 2,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "examples/*/**/*.test.ts",
            "tests/repository/**/*.test.ts",
            "tests/sim/**/*.test.ts",
          ],
          setupFiles: ["tests/setup/quiet-console.ts"],
          testTimeout: 20_000,
        },
      },
      suite("conformance", 1 * minutes),
      suite("differential", 2 * minutes),
      suite("e2e", 2 * minutes),
      suite("kfp", 10 * minutes),
      suite("packaging", 10 * minutes, false),
      suite("cluster", 15 * minutes, false),
    ],
  },
});

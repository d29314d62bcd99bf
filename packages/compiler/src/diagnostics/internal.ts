/** AR9xxx: what is wrong with Argosy itself. */
import { rule } from "./rule.ts";

/** For broken invariants that are found while compiling. */
export const internalError = rule<{ detail: string }>({
  code: "AR9001",
  severity: "error",
  message: ({ detail }) => `this is a bug of Argosy: ${detail}`,
  hint: () => "Please report it with the pipeline that shows it",
});

/** AR40xx: what this machine cannot do. */
import { rule } from "./rule.ts";

export const optionUnsupportedLocally = rule<{ option: string }>({
  code: "AR4001",
  severity: "error",
  message: ({ option }) => `the option \`${option}\` does not work on this machine yet`,
  hint: () => "Leave it out to run here, or submit the pipeline to a cluster",
});

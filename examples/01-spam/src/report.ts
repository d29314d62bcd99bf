/** The page that goes with a published model. */
import type { Config } from "./models.ts";
import type { Scores } from "./scores.ts";

export interface Trial {
  readonly config: Config;
  readonly scores: Scores;
}

export function renderReport(best: Trial, heldOut: Scores, sweep: readonly Trial[]): string {
  const ranked = [...sweep].sort((a, b) => b.scores.f1 - a.scores.f1);
  return `# Spam filter

The winner is **${nameOf(best.config)}**, chosen among ${sweep.length} models by its F1 on the validation part.

| part | precision | recall | F1 | accuracy |
|---|---|---|---|---|
${row("validation", best.scores)}
${row("held out", heldOut)}

## The sweep, on the validation part

| model | precision | recall | F1 | accuracy |
|---|---|---|---|---|
${ranked.map((trial) => row(nameOf(trial.config), trial.scores)).join("\n")}
`;
}

function row(name: string, { precision, recall, f1, accuracy }: Scores): string {
  return `| ${name} | ${[precision, recall, f1, accuracy].map((value) => value.toFixed(4)).join(" | ")} |`;
}

/** `svm, words 1000, cost 0.3` */
export function nameOf({ model, ...settings }: Config): string {
  return [model, ...Object.entries(settings).map(([name, value]) => `${name} ${value}`)].join(", ");
}

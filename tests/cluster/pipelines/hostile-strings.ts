import { pipeline, step } from "@argosy/sdk";

export const hostile = step({ cpu: "20m", memory: "96Mi" }, async ({ extra }: { extra: string }): Promise<string[]> => [
  "{{workflow.name}}",
  "{{= 1 + 1 }}",
  "{{item}} {{inputs.parameters.x}}",
  "{{{{",
  "\"quotes\" and 'single' and `backticks`",
  "line one\nline two\r\nline three\ttab",
  "$(HOME) $$ ${HOME} $((",
  "emoji 😀 👩‍👩‍👧, accents é, tag 󠁧, line separator \u2028",
  "back\\slash \\n \\u0041",
  "nul \u0000 and bell \u0007",
  "",
  " ",
  "null",
  "true",
  "1e3",
  "- yaml: [x",
  extra,
]);
export const echo = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ text }: { text: string }): Promise<{ text: string; length: number }> => ({
    text,
    length: text.length,
  }),
);

export const hostileStrings = pipeline(
  { name: "hostile-strings" },
  async ({ extra, prefix }: { extra: string; prefix: string }) => {
    const texts = await hostile({ extra });
    const all = await echo({ text: texts.join("|") });
    const some = await Promise.all(
      texts.filter((text) => text.includes("{{") || text === "").map((text) => echo({ text: `${prefix}${text}` })),
    );
    return { texts, all, some, extra };
  },
);

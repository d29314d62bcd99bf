import { pipeline } from "@argosy/sdk";
import { echo, echoAll, join } from "./steps.ts";

const NASTY = ["{{inputs.parameters.x}}", "{{=1+1}}", "a\"b\\c", "line\nbreak\ttab", "😀 \u{e0041} ü", "", " ", "$(HOME) $$ ${x}", "'; rm -rf /", "\u0000\u001f", "null", "true", "1e3", "{\"$argosy\":\"undefined\"}"];

export const inputs = [{ text: "{{workflow.name}} $(PATH) \"q\"" }, { text: "" }];
export const main = pipeline({ name: "hostile-strings" }, async ({ text }: { text: string }) => {
  const echoed = await echoAll({ values: [text, ...NASTY] });
  const each = await Promise.all(echoed.map((value) => echo({ value })));
  const joined = await join({ parts: each, separator: "{{" });
  return { joined, same: each.every((value, index) => value === echoed[index]), marked: { $argosy: "undefined", text } };
});

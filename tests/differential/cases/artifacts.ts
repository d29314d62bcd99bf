import { pipeline } from "@argosy/sdk";
import { read, write } from "./steps.ts";

export const inputs = [{ texts: ["one", "two words", ""] }];
export const main = pipeline({ name: "artifacts" }, async ({ texts }: { texts: string[] }) => {
  const files = await Promise.all(texts.map((text) => write({ text })));
  const longest = files.reduce((a, b) => (a.bytes >= b.bytes ? a : b));
  return { text: await read({ file: longest }), bytes: files.map((file) => file.bytes) };
});

/** Any text reaches a program as it is. */
import { container, pipeline } from "@argosy/sdk";

export const echo = container<{ text: string }, { text: string }>({
  image: "localhost/busybox:1",
  cpu: "100m",
  memory: "128Mi",
  command: ["sh", "-c", 'test "$1" = "$TEXT" && cp "$ARGOSY_INPUT" "$ARGOSY_RESULT"', "echo"],
  args: ({ text }) => [text],
  env: ({ text }) => ({ TEXT: text }),
});

export const main = pipeline({ name: "container-text" }, async ({ text }: { text: string }) => {
  const { text: same } = await echo({ text });
  return same;
});

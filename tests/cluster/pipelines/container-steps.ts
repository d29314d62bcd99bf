/** Programs of an image without Node.js: arguments, environment, files, results, errors. */
import { container, pipeline, step } from "@argosy/sdk";

const image = "localhost/busybox:1";
const small = { cpu: "100m", memory: "128Mi" } as const;
const SCRIPT = `cat > "$ARGOSY_RESULT" <<END
{"args": ["$1", "$2"], "env": "$GREETING", "file": $(cat /tmp/given/config.json), "input": $(cat "$ARGOSY_INPUT")}
END`;

export interface Seen {
  args: string[];
  env: string;
  file: { rate: number };
  input: { lr: number; text: string };
}

const asText = (value: number): string => `${value}`;

export const show = container<{ lr: number; text: string }, Seen>({
  ...small,
  image,
  command: ["sh", "-c", SCRIPT, "show"],
  args: ({ lr, text }) => [asText(lr), text],
  env: ({ text }) => ({ GREETING: `hello ${text}` }),
  files: ({ lr }) => ({ "/tmp/given/config.json": JSON.stringify({ rate: lr }) }),
});

export const ends = container<{ code: number }, number>({
  ...small,
  image,
  retry: { limit: 1, on: ["error"] },
  command: ({ code }) => ["sh", "-c", `echo 'it is broken' >&2; exit ${code}`],
});

export const silent = container<{}, number>({ ...small, image, command: ["true"] });
export const quiet = container<{}, void>({ ...small, image, command: ["true"] });

export const lrs = step({}, async ({ count }: { count: number }): Promise<number[]> =>
  Array.from({ length: count }, (_, index) => index / 10),
);

export const main = pipeline({ name: "container-steps" }, async ({ text }: { text: string }) => {
  let caught = "";
  try {
    await ends({ code: 3 });
  } catch (error) {
    caught = `${(error as Error).name}: ${(error as Error).message}`;
  }
  let missing = "";
  try {
    await silent({});
  } catch (error) {
    missing = (error as Error).message;
  }
  await quiet({});
  const seen = await Promise.all((await lrs({ count: 2 })).map((lr) => show({ lr, text })));
  return { caught, missing, rates: seen.map(({ file }) => file.rate), last: seen[1] };
});

import type { ArgosyConfig } from "@argosy/sdk/config";
import { z } from "zod";
import { nearest } from "./did-you-mean.ts";
import { imageProblem, namespaceProblem, type Problem, serviceAccountProblem, storeProblem } from "./setting-values.ts";

const missingOr =
  (message: string) =>
  (issue: { readonly input?: unknown }): string =>
    issue.input === undefined ? "is missing" : message;

const text = (problem: (value: string) => Problem = () => undefined): z.ZodType<string> =>
  z.string({ error: missingOr("must be a string") }).superRefine((value, context) => {
    const message = value === "" ? "must not be empty" : problem(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

const store = z.strictObject(
  {
    url: text(storeProblem),
    secret: z.strictObject({ name: text(), accessKey: text(), secretKey: text() }).optional(),
    volume: z.record(z.string(), z.unknown(), "must be an object, as Kubernetes writes a volume").optional(),
  },
  { error: (issue) => (issue.code === "invalid_type" ? "must be a string or an object with `url`" : undefined) },
);

const settings = {
  image: text(imageProblem).optional(),
  imagePullPolicy: z
    .enum(["Always", "IfNotPresent", "Never"], "must be `Always`, `IfNotPresent` or `Never`")
    .optional(),
  namespace: text(namespaceProblem).optional(),
  serviceAccount: text(serviceAccountProblem).optional(),
  // A union would say no more than "invalid input", so the form is chosen first.
  store: z.unknown().optional(),
  context: text().optional(),
};

/** One wrong setting; `key` is `store.url`, or empty for the whole. */
export interface ConfigProblem {
  readonly key: string;
  readonly message: string;
}

/** Checks what a configuration file exports. */
export function parseConfig(value: unknown): {
  readonly config?: ArgosyConfig;
  readonly problems: readonly ConfigProblem[];
} {
  const whole = z.strictObject(settings, "must be an object").safeParse(value);
  const given = typeof value === "object" && value !== null ? (value as { store?: unknown }).store : undefined;
  const form: z.ZodType = typeof given === "string" ? text(storeProblem) : store;
  const inner = form.optional().safeParse(given);
  const problems = [...problemsOf(whole.error, []), ...problemsOf(inner.error, ["store"])];
  return problems.length > 0 ? { problems } : { config: value as ArgosyConfig, problems };
}

function problemsOf(error: z.ZodError | undefined, prefix: readonly string[]): readonly ConfigProblem[] {
  return (error?.issues ?? []).flatMap((issue) => {
    const path = [...prefix, ...issue.path.map(String)];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key]));
    return [{ key: path.join("."), message: issue.message }];
  });
}

function unknownKey(path: readonly string[]): ConfigProblem {
  const [key = "", ...parents] = path.toReversed();
  const known = parents.includes("secret")
    ? ["name", "accessKey", "secretKey"]
    : parents.includes("store")
      ? ["url", "secret", "volume"]
      : Object.keys(settings);
  const near = nearest(key, known);
  return {
    key: path.join("."),
    message:
      near === undefined
        ? `is not a setting; there are ${known.map((one) => `\`${one}\``).join(", ")}`
        : `is not a setting; did you mean \`${near}\`?`,
  };
}

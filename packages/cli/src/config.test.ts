import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { loadSettings, type Settings } from "./config.ts";
import type { Host } from "./host.ts";
import type { OptionValues } from "./options.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "argosy-config-"));
});

async function config(source: string, path = "argosy.config.ts"): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), source);
}

function settings(options: OptionValues = {}, env: Host["env"] = {}, file = "a/b/pipeline.ts"): Promise<Settings> {
  const output = { write: () => true };
  const exit = (code: number): never => expect.fail(`left with ${code}`);
  const host: Host = { argv: [], env, cwd: root, stdin: Readable.from([]), stdout: output, stderr: output, exit };
  return loadSettings(join(root, file), options, host);
}

const message = (options: OptionValues = {}, env: Host["env"] = {}): Promise<string> =>
  settings(options, env).then(
    (value) => `no error: ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  );

describe("loadSettings", () => {
  it("has a default image and nothing else", async () => {
    expect(await settings()).toEqual({ target: { image: "node:24-slim" } });
  });

  it("lets flags win over the environment, it over the file, it over defaults", async () => {
    await config(`export default { image: "file", namespace: "file", serviceAccount: "file", context: "file" };`);
    const env = { ARGOSY_IMAGE: "env", ARGOSY_NAMESPACE: "env", ARGOSY_SERVICE_ACCOUNT: "env", ARGOSY_CONTEXT: "" };
    expect(await settings({ image: "flag", "service-account": "flag" }, env)).toEqual({
      target: { image: "flag", namespace: "env", serviceAccount: "flag" },
      context: "file",
    });
  });

  it("takes the configuration nearest to the pipeline, whole", async () => {
    await config(`export default { image: "far", namespace: "far" };`);
    await config(`const image: string = "near"; export default { image };`, "a/argosy.config.ts");
    expect(await settings()).toEqual({ target: { image: "near" } });
    expect((await settings({}, {}, "pipeline.ts")).target.image).toBe("far");
  });

  it("takes the secret of a store from a flag, with entries of other names", async () => {
    const store = "s3://b/p";
    expect((await settings({ store, "store-secret": "keys" })).target.store).toEqual({
      url: store,
      secret: { name: "keys", accessKey: "accessKey", secretKey: "secretKey" },
    });
    expect((await settings({ store }, { ARGOSY_STORE_SECRET: "keys:id:key" })).target.store?.secret).toEqual({
      name: "keys",
      accessKey: "id",
      secretKey: "key",
    });
    expect(await message({ store, "store-secret": "keys:id" })).toContain("`keys:id` is not a secret");
  });

  it("understands a store as directory, URL or object", async () => {
    expect((await settings({ store: "data" })).target.store).toEqual({ url: `file://${root}/data` });
    expect((await settings({}, { ARGOSY_STORE: "s3://b/p?region=x" })).target.store).toEqual({
      url: "s3://b/p?region=x",
    });
    await config(`export default { store: "../store" };`, "a/argosy.config.ts");
    expect((await settings()).target.store).toEqual({ url: `file://${root}/store` });
  });

  it("keeps the configured credentials when only the place of the store changes", async () => {
    await config(`export default { store: { url: "s3://b", secret: { name: "n", accessKey: "a", secretKey: "s" } } };`);
    const secret = { name: "n", accessKey: "a", secretKey: "s" };
    expect((await settings({ store: "s3://other" })).target.store).toEqual({ url: "s3://other", secret });
    expect((await settings({ store: "/tmp/x" })).target.store).toEqual({ url: "file:///tmp/x" });
  });

  it.each<[string, string]>([
    [`export const image = "x";`, "`argosy.config.ts` has no default export"],
    [`export default 5;`, "`argosy.config.ts`: must be an object"],
    [`export default { imgae: "x" };`, "`argosy.config.ts`: `imgae` is not a setting; did you mean `image`?"],
    [`export default { image: 5 };`, "`argosy.config.ts`: `image` must be a string"],
    [`export default { image: "" };`, "`argosy.config.ts`: `image` must not be empty"],
    [
      `export default { imagePullPolicy: "Often" };`,
      "`argosy.config.ts`: `imagePullPolicy` must be `Always`, `IfNotPresent` or `Never`",
    ],
    [`export default { store: 5 };`, "`argosy.config.ts`: `store` must be a string or an object with `url`"],
    [`export default { store: {} };`, "`argosy.config.ts`: `store.url` is missing"],
    [
      `export default { store: { url: "s3:///x" } };`,
      "`argosy.config.ts`: `store.url` `s3:///x` names no bucket: write `s3://bucket/prefix`",
    ],
    [
      `export default { store: { url: "s3://x", secret: { name: "n", acessKey: "a", secretKey: "k" } } };`,
      "`argosy.config.ts` has 2 problems:\n  `store.secret.accessKey` is missing\n  `store.secret.acessKey` is not a setting; did you mean `accessKey`?",
    ],
    [`throw new TypeError("no");`, "`argosy.config.ts` cannot be loaded: TypeError: no"],
    [`export default {`, "`argosy.config.ts` cannot be loaded: "],
  ])("names what is wrong in %s", async (source, expected) => {
    await config(source);
    expect(await message()).toContain(expected);
  });

  it("names the flag or the variable that is wrong", async () => {
    expect(await message({ namespace: "My_Team" })).toContain("`--namespace`: `My_Team` is not a namespace");
    expect(await message({}, { ARGOSY_NAMESPACE: "x/y" })).toContain("`ARGOSY_NAMESPACE`: `x/y` is not a namespace");
    expect(await message({ store: "gs://x" })).toContain("`--store`: `gs://x` is not a store");
    expect(await message({ store: "file://host/x" })).toContain("`--store`: `file://host/x` names a host");
    expect(await message({ image: "a b" })).toContain("`--image`: `a b` is not an image");
    expect(await message({ "service-account": "A" })).toContain(
      "`--service-account`: `A` is not the name of a service account",
    );
  });
});

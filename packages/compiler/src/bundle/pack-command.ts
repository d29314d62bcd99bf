/** A command of ours as one script, for V8 to take a snapshot of once it has been loaded. */
import { build, type Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/** Where a module of ours asks for its own place it gets the place that it was installed at. */
const OWN_URL = "argosyOwnUrl";

/**
 * Bundles an installed module and all it imports, but for packages that bring programs or are seldom needed.
 * @param entry Absolute path of a JavaScript module.
 * @returns A CommonJS script that runs wherever it lies.
 */
export async function packCommand(entry: string, external: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: `node${process.versions.node}`,
    minifyWhitespace: true,
    // A snapshot has no loader of modules; what is left of `import()` is `require`.
    supported: { "dynamic-import": false },
    external: [...external],
    banner: { js: loader(entry) },
    define: { "import.meta.url": OWN_URL, "import.meta.resolve": "argosyResolve" },
    plugins: [ownUrls()],
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

function ownUrls(): Plugin {
  return {
    name: "own-urls",
    setup(builder) {
      builder.onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes("import.meta")) return undefined;
        const url = JSON.stringify(pathToFileURL(path).href);
        const resolve = `const argosyResolve = (name) => argosyResolveFrom(${OWN_URL}, name);`;
        const contents = `const ${OWN_URL} = ${url};\n${text.includes("import.meta.resolve") ? resolve : ""}\n${text}`;
        return { contents, loader: "js", resolveDir: dirname(path) };
      });
    },
  };
}

/**
 * Node refuses a snapshot of a process that has loaded any module besides its own, so the others are loaded when
 * something of them is used.
 */
function loader(entry: string): string {
  return `
const argosyBuiltin = (name) => process.getBuiltinModule(name);
const argosyRequireFrom = (url) => argosyBuiltin("module").createRequire(url);
const argosyResolveFrom = (url, name) => argosyBuiltin("url").pathToFileURL(argosyRequireFrom(url).resolve(name)).href;
const argosyLater = (load) => {
  let loaded;
  const get = () => (loaded ??= load());
  return new Proxy({}, {
    get: (_, key) => get()[key],
    has: (_, key) => key in get(),
    ownKeys: () => Reflect.ownKeys(get()),
    getOwnPropertyDescriptor: (_, key) => ({ ...Object.getOwnPropertyDescriptor(get(), key), configurable: true }),
  });
};
// Neither a module that awaits while it loads nor a thread can be had here; whoever started this does it another way.
const argosyGiveUp = () => process.exit(14);
class ArgosyNoWorker {
  constructor() {
    argosyGiveUp();
  }
}
const argosyRequireFile = (url) => {
  try {
    return argosyRequireFrom(url)(argosyBuiltin("url").fileURLToPath(url));
  } catch (error) {
    if (error?.code === "ERR_REQUIRE_ASYNC_MODULE") argosyGiveUp();
    throw error;
  }
};
require = (name) =>
  name.startsWith("file:")
    ? argosyRequireFile(name)
    : name === "node:worker_threads"
    ? { ...argosyBuiltin(name), Worker: ArgosyNoWorker }
    : (argosyBuiltin(name) ?? argosyLater(() => argosyRequireFrom(${JSON.stringify(pathToFileURL(entry).href)})(name)));
`;
}

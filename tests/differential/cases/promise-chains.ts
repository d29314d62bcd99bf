import { pipeline } from "@argosy/sdk";
import { add, nothing, risky } from "./steps.ts";

export const inputs = [{ n: 3 }, { n: -3 }, { n: 300 }];
export const main = pipeline({ name: "promise-chains" }, async ({ n }: { n: number }) => {
  const next = risky({ n }).then((value) => add({ a: value, b: 1 }));
  await nothing({ reason: "beside" });
  const caught = await next.catch((error: Error) => error.message.length);
  const ended = await risky({ n })
    .then(
      (value) => value + 1,
      () => -1,
    )
    .finally(() => nothing({ reason: "end" }));
  const refuse = (reason: string): Promise<number> => Promise.reject(new RangeError(reason));
  let told = "";
  try {
    told = `${await (n > 100 ? refuse("too large") : Promise.resolve(n))}`;
  } catch (error) {
    told = (error as Error).message;
  }
  let maybe: Promise<number> | undefined;
  if (n > 0) maybe = risky({ n });
  try {
    return { caught, ended, told, maybe: maybe === undefined ? "none" : await maybe };
  } catch (error) {
    return { caught, ended, told, maybe: (error as Error).name };
  }
});

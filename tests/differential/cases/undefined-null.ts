import { pipeline } from "@argosy/sdk";
import { echo, echoData, nothing } from "./steps.ts";

export const inputs = [{}, { maybe: 3 }, { maybe: null }];
export const main = pipeline({ name: "undefined-null" }, async ({ maybe }: { maybe?: number | null }) => {
  const gone = await nothing({ reason: "x" });
  let kept: string | undefined;
  if (maybe !== undefined) kept = await echo({ value: `got ${maybe}` });
  const seen = await echoData({ value: { gone: gone === null, kept: kept ?? "nothing", type: typeof maybe } });
  return { seen, kept, maybe };
});

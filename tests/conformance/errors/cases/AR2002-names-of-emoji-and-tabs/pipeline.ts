import { pipeline, step } from "@argosy/sdk";

export const läuft = step({ cpu: 1, memory: "1Gi" }, async ({ text }: { text: string }) => ({ text }));

export const main = pipeline({ name: "main" }, async () => {
	const 結果 = läuft({ text: "😀 {{x}} `quoted`" });
	return { "日本 😀": 結果, long: [läuft({ text: "a very long argument that goes on" }), läuft({ text: "and another one" }), "and on"] };
});

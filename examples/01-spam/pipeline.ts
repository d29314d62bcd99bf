/**
 * A spam filter: split real mail, turn it into numbers, try several models at once, publish the best if it is good enough.
 *
 *   argosy run pipeline.ts --set corpus=spam-assassin.jsonl.gz
 */
import { type Artifact, type Dataset, type Model, pipeline, step } from "@argosy/sdk";
import { distinctMails, type Mail, parseLines, readCorpus, splitMails, toLines } from "./src/corpus.ts";
import { chooseVocabulary, countWords, type Table, type Vocabulary } from "./src/features.ts";
import { type Config, type Filter, judge, trainFilter } from "./src/models.ts";
import { renderReport, type Trial } from "./src/report.ts";
import { score, type Scores } from "./src/scores.ts";

interface Parts {
  training: Dataset;
  validation: Dataset;
  heldOut: Dataset;
}

export const split = step(
  { cpu: 0.9, memory: "1Gi", description: "Reads the mails, drops copies, and deals them into three parts" },
  async ({ corpus, maxMails, seed }: { corpus: Dataset; maxMails: number; seed: number }, ctx): Promise<Parts> => {
    const raw = await readCorpus(await ctx.open(corpus), maxMails, seed);
    const mails = await distinctMails(raw);
    const parts = splitMails(mails);
    ctx.log(`${raw.length} mails, ${raw.length - mails.length} of them copies or empty`);
    return {
      training: await ctx.save("training.jsonl", toLines(parts.training)),
      validation: await ctx.save("validation.jsonl", toLines(parts.validation)),
      heldOut: await ctx.save("held-out.jsonl", toLines(parts.heldOut)),
    };
  },
);

export const featurise = step(
  {
    cpu: 0.9,
    memory: "512Mi",
    description: "Chooses the words that tell most in the training part, and counts them everywhere",
  },
  async ({ parts, size }: { parts: Parts; size: number }, ctx): Promise<Parts & { vocabulary: Dataset }> => {
    const mails = async (part: Dataset): Promise<Mail[]> => parseLines(await ctx.read(part, "text"));
    const training = await mails(parts.training);
    const vocabulary = chooseVocabulary(training, size);
    const save = (name: string, part: readonly Mail[]): Promise<Dataset> =>
      ctx.save(name, JSON.stringify(countWords(part, vocabulary)));
    return {
      vocabulary: await ctx.save("vocabulary.json", JSON.stringify(vocabulary)),
      training: await save("training.json", training),
      validation: await save("validation.json", await mails(parts.validation)),
      heldOut: await save("held-out.json", await mails(parts.heldOut)),
    };
  },
);

export const train = step(
  // Two at once on a machine with two cores, with room for what Kubernetes itself runs there.
  { cpu: 0.9, memory: "1Gi", timeout: "10m", retry: { limit: 1, on: ["oom", "preempted"] } },
  async (
    input: { config: Config; vocabulary: Dataset; training: Dataset; validation: Dataset; seed: number },
    ctx,
  ): Promise<Trial & { model: Model }> => {
    const vocabulary = await ctx.read<Vocabulary>(input.vocabulary, "json");
    const training = await ctx.read<Table>(input.training, "json");
    const validation = await ctx.read<Table>(input.validation, "json");
    const filter = trainFilter(input.config, vocabulary, training, input.seed);
    const scores = score(judge(filter, validation.rows), validation.labels);
    ctx.metric("f1", scores.f1);
    return { config: input.config, scores, model: await ctx.save("filter.json", JSON.stringify(filter), "model") };
  },
);

export const evaluate = step(
  { cpu: 0.9, memory: "512Mi" },
  async ({ model, data }: { model: Model; data: Dataset }, ctx): Promise<Scores> => {
    const { rows, labels } = await ctx.read<Table>(data, "json");
    return score(judge(await ctx.read<Filter>(model, "json"), rows), labels);
  },
);

export const publish = step(
  { cpu: "250m", memory: "256Mi" },
  async (
    { best, scores, sweep }: { best: Trial & { model: Model }; scores: Scores; sweep: Trial[] },
    ctx,
  ): Promise<{ model: Model; report: Artifact<"report"> }> => ({
    model: await ctx.save(
      "spam-filter.json",
      { path: await ctx.open(best.model) },
      { type: "model", metadata: { ...scores } },
    ),
    report: await ctx.save("report.md", renderReport(best, scores, sweep), "report"),
  }),
);

export const spam = pipeline(
  { name: "spam", description: "Trains a spam filter and publishes it if it is good enough" },
  async ({
    corpus,
    configs = [
      { model: "bayes", words: 1000, weights: "counts" },
      { model: "bayes", words: 1000, weights: "presence" },
      { model: "bayes", words: 1000, weights: "tfidf" },
      { model: "logistic", words: 1000, steps: 100, rate: 0.01 },
      { model: "logistic", words: 1000, steps: 100, rate: 0.1 },
      { model: "svm", words: 500, cost: 1 },
      { model: "svm", words: 1000, cost: 0.3 },
      { model: "svm", words: 1000, cost: 1 },
      { model: "forest", words: 100, trees: 15 },
    ],
    minF1 = 0.9,
    maxMails = 10_000,
    vocabulary = 1000,
    seed = 1,
  }: {
    /** A gzipped file with one `{ id, spam, mail }` a line. */
    corpus: Dataset;
    /** What to try. */
    configs?: Config[];
    /** The held-out F1 that a model must reach to be published. */
    minF1?: number;
    /** How many mails to use at most. */
    maxMails?: number;
    /** How many words the models may look at. */
    vocabulary?: number;
    seed?: number;
  }) => {
    const parts = await split({ corpus, maxMails, seed });
    const { heldOut, ...features } = await featurise({ parts, size: vocabulary });

    const trials = await Promise.all(configs.map((config) => train({ config, ...features, seed })));
    const best = trials.reduce((a, b) => (b.scores.f1 > a.scores.f1 ? b : a));
    const scores = await evaluate({ model: best.model, data: heldOut });

    const sweep = trials.map(({ config, scores }) => ({ config, scores }));
    const result = { winner: best.config, validation: best.scores, heldOut: scores, sweep };
    if (scores.f1 < minF1) {
      return { published: false, reason: `F1 on held-out mail is ${scores.f1}, below ${minF1}`, ...result };
    }
    return { published: true, ...(await publish({ best, scores, sweep })), ...result };
  },
);

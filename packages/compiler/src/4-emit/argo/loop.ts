/**
 * A loop as a DAG that calls itself: each call runs one round, then the first half of what is left, then the second, so
 * that Argo's limit of 100 nested calls is far away and a round costs few nodes. A half does not start once a round said
 * that none follows.
 */
import type { LoopTask, Scope, ValueRef } from "@argosy/sdk/ir";
import { encodeWireError, loopLimitError, safeJson, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { type Emission, scopeNamesOf } from "./emission.ts";
import { EmitError } from "./emit-error.ts";
import {
  type Expression,
  inputExpression,
  inputTag,
  isErrorWire,
  outputExpression,
  statusExpression,
  tag,
} from "./expr.ts";
import { type ArgoScope, runsOnce } from "./nest/nested-program.ts";
import type { DagTask, DagTemplate, Inputs, OutputParameter, Parameter, Strings } from "./objects.ts";
import { DONE, ERROR, OUT } from "./protocol.ts";
import { refText } from "./refs.ts";
import { freeName, type ScopeNames } from "./scope-names.ts";
import { RAISE } from "./template-names.ts";

/** The tasks of the two DAGs. The runner knows them, to find the round that a node belongs to. */
const ROUNDS = "rounds";
const ROUND = "round";
const FIRST = "first";
const SECOND = "second";

/** The body's inputs. */
const ITEM_INPUT = "item";
const STATE_INPUT = "state";

interface LoopInputs {
  /** How many rounds a call may run. */
  readonly count: string;
  /** The index of its first round. */
  readonly from: string;
  /** The items of its rounds; the list of an `array` goes no further than the wrapper. */
  readonly items: string;
  readonly item: string;
  readonly state: string;
  readonly captures: readonly { readonly name: string; readonly ref: ValueRef }[];
  readonly place: string;
}

function inputsOf(task: LoopTask, body: ScopeNames): LoopInputs {
  const captures = Object.entries(task.captures).map(([name, ref]) => ({ name: body.input(name), ref }));
  const state = body.input(STATE_INPUT);
  const taken = new Set([body.place, state, ...captures.map(({ name }) => name)]);
  return {
    count: freeName("count", taken),
    from: freeName("from", taken),
    items: freeName("items", taken),
    item: body.input(ITEM_INPUT),
    state,
    captures,
    place: body.place,
  };
}

/** The arguments of the task in `scope` that calls the wrapper. */
export function loopArguments(task: LoopTask, scope: ArgoScope, emission: Emission): readonly Parameter[] {
  const names = scopeNamesOf(emission, scope.id);
  const { items, state, captures, place } = inputsOf(task, scopeNamesOf(emission, task.body));
  const { over } = task;
  return [
    ...(over === undefined
      ? []
      : [{ name: items, value: over.kind === "constant" ? safeJson(over.items) : refText(over.ref, names) }]),
    { name: state, value: refText(task.state, names) },
    ...captures.map(({ name, ref }) => ({ name, value: refText(ref, names) })),
    ...(runsOnce(scope, emission.program) ? [] : [{ name: place, value: inputTag(names.place) }]),
  ];
}

/** The wrapper, and the DAG that calls itself. */
export function loopTemplates(
  task: LoopTask,
  scope: ArgoScope,
  body: Pick<Scope, "done">,
  annotations: Strings,
  emission: Emission,
): readonly DagTemplate[] {
  if (task.over === undefined && task.maxRounds === undefined)
    throw new EmitError(`the loop \`${task.id}\` has neither a list nor an end`);
  const inputs = inputsOf(task, scopeNamesOf(emission, task.body));
  const isNested = !runsOnce(scope, emission.program);
  const shape: LoopShape = { hasDone: body.done !== undefined, isNested, annotations };
  return [wrapper(task, inputs, shape, emission), rounds(task, inputs, shape, emission)];
}

interface LoopShape {
  /** A round may say that none follows. */
  readonly hasDone: boolean;
  readonly isNested: boolean;
  readonly annotations: Strings;
}

function wrapper(task: LoopTask, inputs: LoopInputs, shape: LoopShape, { names }: Emission): DagTemplate {
  const { over, maxRounds } = task;
  const { count, from, items, state } = inputs;
  const kept = [state, ...keptNames(inputs, shape)];
  const list = inputExpression(items);
  const isList = `type(fromJSON(${list})) == 'array'`;
  const length = `${isList} ? len(fromJSON(${list})) : 0`;
  const last = `${statusExpression(ROUNDS)} == 'Succeeded' ? ${stateAfter(shape)} : ${inputExpression(state)}`;
  return {
    name: names.fanout(task.body),
    metadata: { annotations: shape.annotations },
    inputs: { parameters: [...(over === undefined ? [] : [items]), ...kept].map((name) => ({ name })) },
    // An error in the list's place stands for the whole.
    outputs: { parameters: [output(OUT, over === undefined ? last : `${isList} ? (${last}) : ${list}`)] },
    dag: {
      failFast: false,
      tasks: [
        {
          name: ROUNDS,
          ...(over === undefined ? {} : { when: tag(`(${length}) > 0`) }),
          template: names.rounds(task.body),
          arguments: {
            parameters: [
              { name: count, value: over === undefined ? String(maxRounds) : tag(length) },
              { name: from, value: "0" },
              ...(hasItems(task) ? [{ name: items, value: inputTag(items) }] : []),
              ...kept.map((name) => ({ name, value: inputTag(name) })),
            ],
          },
        },
        ...(maxRounds === undefined ? [] : [raiseLimit(task, maxRounds, shape)]),
      ],
    },
  };
}

/** What the last round left, or what it threw instead of saying whether another follows. */
function stateAfter({ hasDone }: LoopShape): Expression {
  const [state, done] = [outputExpression(ROUNDS, OUT), outputExpression(ROUNDS, DONE)];
  return hasDone ? `(${isErrorWire(done)} ? ${done} : ${state})` : state;
}

function raiseLimit({ span }: LoopTask, maxRounds: number, { hasDone }: LoopShape): DagTask {
  const error = encodeWireError(loopLimitError(maxRounds, `${span.file}:${span.line}:${span.column}`));
  return {
    name: RAISE,
    depends: `${ROUNDS}.Succeeded`,
    ...(hasDone ? { when: tag(`${outputExpression(ROUNDS, DONE)} == 'false'`) } : {}),
    template: RAISE,
    arguments: { parameters: [{ name: ERROR, value: error }] },
  };
}

function rounds(task: LoopTask, inputs: LoopInputs, shape: LoopShape, { names }: Emission): DagTemplate {
  const { count, from, items, state } = inputs;
  const kept = keptNames(inputs, shape);
  return {
    name: names.rounds(task.body),
    metadata: { annotations: shape.annotations },
    inputs: {
      // The number of rounds is the first: the runner reads it there, whatever it is called.
      parameters: [count, from, ...(hasItems(task) ? [items] : []), state, ...kept].map((name) => ({ name })),
    },
    outputs: {
      parameters: [OUT, ...(shape.hasDone ? [DONE] : [])].map((port) =>
        output(port, lastOf([SECOND, FIRST, ROUND], port)),
      ),
    },
    dag: {
      failFast: false,
      tasks: [
        {
          name: ROUND,
          template: names.scope(task.body),
          arguments: { parameters: roundArguments(task, inputs, shape) },
        },
        ...halves(task, inputs, shape, names.rounds(task.body)),
      ],
    },
  };
}

function roundArguments(task: LoopTask, inputs: LoopInputs, { isNested }: LoopShape): readonly Parameter[] {
  const { from, items, state, captures, place, item } = inputs;
  // Without items the index alone: Argo would decode and re-encode the elements of a plain array.
  const text = hasItems(task) ? tag(`fromJSON(${inputExpression(items)})[0]`) : `[${inputTag(from)}]`;
  return [
    { name: item, value: text },
    { name: state, value: inputTag(state) },
    ...captures.map(({ name }) => ({ name, value: inputTag(name) })),
    { name: place, value: isNested ? `${inputTag(place)}/${inputTag(from)}` : inputTag(from) },
  ];
}

function halves(task: LoopTask, inputs: LoopInputs, shape: LoopShape, template: string): readonly DagTask[] {
  const all = `int(${inputExpression(inputs.count)})`;
  const index = `int(${inputExpression(inputs.from)})`;
  const half = `int(${all} / 2)`;
  // Nobody knows how far a `while` goes: its first rounds must not lie at the bottom of a tree for thousands.
  const first = task.over === undefined ? `(${index} < ${half} ? ${index} : ${half})` : half;
  const second = `(${all} - 1 - ${first})`;
  const part = (start: Expression, size: Expression, range: string, before: readonly string[]): Inputs => ({
    parameters: [
      { name: inputs.count, value: tag(size) },
      { name: inputs.from, value: tag(`${index} + ${start}`) },
      ...(hasItems(task)
        ? [{ name: inputs.items, value: tag(`toJson(fromJSON(${inputExpression(inputs.items)})[${range}])`) }]
        : []),
      { name: inputs.state, value: tag(lastOf(before, OUT)) },
      ...keptNames(inputs, shape).map((name) => ({ name, value: inputTag(name) })),
    ],
  });
  const goesOn = (size: Expression, before: readonly string[]): string =>
    // Only `false` says so: after an error no round follows.
    tag(shape.hasDone ? `${size} > 0 && (${lastOf(before, DONE)}) == 'false'` : `${size} > 0`);
  return [
    {
      name: FIRST,
      depends: `${ROUND}.Succeeded`,
      when: goesOn(first, [ROUND]),
      template,
      arguments: part("1", first, `1:1 + ${first}`, [ROUND]),
    },
    {
      name: SECOND,
      depends: `${ROUND}.Succeeded && (${FIRST}.Succeeded || ${FIRST}.Skipped)`,
      when: goesOn(second, [FIRST, ROUND]),
      template,
      arguments: part(`1 + ${first}`, second, `1 + ${first}:`, [FIRST, ROUND]),
    },
  ];
}

/** The output of the first of the tasks that ran; the last of them always does. */
function lastOf(tasks: readonly string[], port: string): Expression {
  return tasks
    .map((task) => ({ ran: `${statusExpression(task)} == 'Succeeded'`, value: outputExpression(task, port) }))
    .reduceRight<Expression>((rest, { ran, value }) => (rest === "" ? value : `${ran} ? ${value} : ${rest}`), "");
}

function output(port: string, expression: Expression): OutputParameter {
  return { name: port, valueFrom: { expression, default: port === DONE ? "false" : UNDEFINED_WIRE } };
}

/** Whether rounds are given their items; over a plain array they get an index. */
function hasItems({ over }: LoopTask): boolean {
  return over !== undefined && over.kind !== "array";
}

/** What every call hands on as it got it. */
function keptNames({ captures, place }: LoopInputs, { isNested }: LoopShape): readonly string[] {
  return [...captures.map(({ name }) => name), ...(isNested ? [place] : [])];
}

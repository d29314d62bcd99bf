/** Which failed attempts Argo repeats. */
import type { RetryCause, RetryIr } from "@argosy/sdk/ir";
import type { Expression } from "./expr.ts";
import type { RetryStrategy } from "./objects.ts";

/** What a pod's exit code says about another attempt, as the pod runtime gives them. */
const NEVER_RETRIED = [64, 65, 66, 70];
const OUT_OF_MEMORY = [134, 137];
/** Asked to end: its node goes away. */
const TERMINATED = 143;

export function retryStrategy(retry: RetryIr | undefined): RetryStrategy | undefined {
  if (retry === undefined || retry.limit === 0) return undefined;
  return {
    limit: String(retry.limit),
    // The expression alone decides; the default policy would not look at lost pods.
    retryPolicy: "Always",
    expression: causesTest(retry),
    ...(retry.backoffSeconds === undefined ? {} : { backoff: backoff(retry, retry.backoffSeconds) }),
  };
}

function backoff(retry: RetryIr, seconds: number): RetryStrategy["backoff"] & {} {
  const { backoffFactor = 2, backoffMaxSeconds } = retry;
  return {
    duration: `${seconds}s`,
    factor: String(backoffFactor),
    ...(backoffMaxSeconds === undefined ? {} : { cap: `${backoffMaxSeconds}s` }),
  };
}

// The message of a container that ended by itself is `main: Error (exit code 1): …`. Without `main:` the pod was ended
// from outside: by its deadline, by an eviction, by its node. A pod that is gone has the status Error.
const ENDED_BY_ITSELF: Expression = "lastRetry.message startsWith 'main: '";
const PAST_DEADLINE: Expression = "lastRetry.message contains 'specified deadline'";
const EXIT_CODE: Expression = "int(lastRetry.exitCode)";

const TESTS: { readonly [cause in RetryCause]: (retry: RetryIr) => Expression } = {
  error: ({ exitCodes }) => {
    const codes =
      exitCodes === undefined
        ? `not ${oneOf([...NEVER_RETRIED, ...OUT_OF_MEMORY, TERMINATED])}`
        : oneOf(exitCodes.filter((code) => !NEVER_RETRIED.includes(code)));
    return `${ENDED_BY_ITSELF} && ${codes}`;
  },
  oom: () => `${ENDED_BY_ITSELF} && ${oneOf(OUT_OF_MEMORY)}`,
  preempted: () =>
    `lastRetry.status == 'Error' || ${ENDED_BY_ITSELF} && ${oneOf([TERMINATED])} || ` +
    `not (${ENDED_BY_ITSELF}) && not (${PAST_DEADLINE})`,
  timeout: () => PAST_DEADLINE,
};

function oneOf(codes: readonly number[]): Expression {
  return `(${EXIT_CODE} in [${codes.join(", ")}])`;
}

const ALL_CAUSES = Object.keys(TESTS).length;

function causesTest(retry: RetryIr): Expression {
  const isEverything = retry.on.length === ALL_CAUSES && retry.exitCodes === undefined;
  if (isEverything) return `not (${ENDED_BY_ITSELF} && ${oneOf(NEVER_RETRIED)})`;
  return retry.on.map((cause) => `(${TESTS[cause](retry)})`).join(" || ");
}

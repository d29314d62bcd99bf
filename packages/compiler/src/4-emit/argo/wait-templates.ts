/** Waits without a pod. What a person answers is an output that whoever resumes the node supplies. */
import type { LoweredProgram, Wait, WaitTask } from "@argosy/sdk/ir";
import { encodeWireError } from "@argosy/sdk/runtime";
import { inputTag, outputExpression, quote, tag } from "./expr.ts";
import type { DagTemplate, Parameter, SuspendTemplate, Template } from "./objects.ts";
import { prose } from "./metadata.ts";
import { ANSWER, ERROR, MESSAGE } from "./protocol.ts";
import { RAISE, type TemplateNames, waitsOf } from "./template-names.ts";

const YES = "yes";
const LATE = "late";

/** Two hyphens, which no other template's name has in front of this word. */
const askName = (name: string): string => `${name}--ask`;

export function waitTemplates(program: LoweredProgram, names: TemplateNames): readonly Template[] {
  return waitsOf(program).flatMap((wait): readonly Template[] => {
    const name = names.wait(wait);
    return wait.kind === "sleep"
      ? [{ name, suspend: { duration: `${wait.seconds}s` } }]
      : [approveTemplate(name, wait), askTemplate(name, wait)];
  });
}

export function waitArguments({ wait }: WaitTask): readonly Parameter[] {
  return wait.kind === "sleep" ? [] : [{ name: MESSAGE, value: prose(wait.message) }];
}

type Approval = Wait & { readonly kind: "approve" };

const ASK = "ask";
const REFUSED = "refused";

/** Fails by name unless the answer is yes. */
function approveTemplate(name: string, { timeoutSeconds }: Approval): DagTemplate {
  const answer = outputExpression(ASK, ANSWER);
  const refused = errorText("RefusedError", "a person refused it");
  const late = errorText("TimeoutError", `nobody answered within ${timeoutSeconds} s`);
  return {
    name,
    inputs: { parameters: [{ name: MESSAGE }] },
    dag: {
      failFast: false,
      tasks: [
        {
          name: ASK,
          template: askName(name),
          arguments: { parameters: [{ name: MESSAGE, value: inputTag(MESSAGE) }] },
        },
        {
          name: REFUSED,
          depends: `${ASK}.Succeeded`,
          when: tag(`${answer} != ${quote(YES)}`),
          template: RAISE,
          arguments: {
            parameters: [
              {
                name: ERROR,
                value:
                  timeoutSeconds === undefined
                    ? refused
                    : tag(`${answer} == ${quote(LATE)} ? ${quote(late)} : ${quote(refused)}`),
              },
            ],
          },
        },
      ],
    },
  };
}

/** Who resumes it by hand without an answer says yes; the clock never does. */
function askTemplate(name: string, { timeoutSeconds }: Approval): SuspendTemplate {
  return {
    name: askName(name),
    inputs: { parameters: [{ name: MESSAGE }] },
    outputs: {
      parameters: [{ name: ANSWER, valueFrom: { supplied: {}, default: timeoutSeconds === undefined ? YES : LATE } }],
    },
    suspend: timeoutSeconds === undefined ? {} : { duration: `${timeoutSeconds}s` },
  };
}

function errorText(name: string, message: string): string {
  return encodeWireError({ name, message });
}

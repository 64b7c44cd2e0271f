import type { Fault } from '#domain/policy/facts/fact-limits.js';

/** On whose behalf something happens; stands in every event. */
export interface Actor {
  readonly tenantId: string;
  /** `key:<id>`, `workflow`, `provider:resend`, `clock`, `cli`, `policy:<key>` for what a policy does by itself ... never a person's name. */
  readonly name: string;
  readonly requestId?: string;
}

/** An expected refusal: a value, not a throw. `argument` is the path of the field at fault, such as `payment/amount`. */
export interface Refused extends Fault {
  readonly refused: true;
}

/** Makes a {@link Refused}. */
export const refuse = (code: string, argument: string, detail: string): Refused => ({ refused: true, code, argument, detail });

/** What the domain finds wrong with a fact, as a refusal; null when it finds nothing. */
export const refusalOf = (fault: Fault | null): Refused | null => fault && { refused: true, ...fault };

/** Whether a command's answer is a refusal. */
export const isRefused = (answer: object): answer is Refused => 'refused' in answer && answer.refused === true;

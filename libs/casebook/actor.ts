/** On whose behalf something happens; stands in every event. */
export interface Actor {
  readonly tenantId: string;
  /** `key:<id>`, `workflow`, `provider:resend`, `clock`, `cli` ... never a person's name. */
  readonly name: string;
  readonly requestId?: string;
}

/** An expected refusal: a value, not a throw. `argument` is the path of the field at fault, such as `payment/amount`. */
export interface Refused {
  readonly refused: true;
  readonly code: string;
  readonly argument: string;
  readonly detail: string;
}

/** Makes a {@link Refused}. */
export const refuse = (code: string, argument: string, detail: string): Refused => ({ refused: true, code, argument, detail });

/** Whether a command's answer is a refusal. */
export const isRefused = (answer: object): answer is Refused => 'refused' in answer && answer.refused === true;

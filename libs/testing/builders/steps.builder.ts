/** Steps of a policy, as plain as its rules allow. */
import type { Step, Trigger } from '#domain/policy/language/policy.js';

/** So many days after the due date; before it when negative. */
export const due = (days: number, rest: Partial<Trigger> = {}): Trigger => ({ anchor: 'dueDate', days, ...rest });

/** A message by e-mail. */
export const mail = (key: string, trigger: Trigger, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger,
  channels: ['email'],
  template: 't',
  ...rest,
});

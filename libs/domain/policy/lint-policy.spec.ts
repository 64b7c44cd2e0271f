import { describe, expect, it } from 'vitest';
import { lintPolicy } from './lint-policy.js';
import { standaard } from './policies.js';
import type { Policy, Step, Trigger } from './policy.js';

const due = (days: number, rest: Partial<Trigger> = {}): Trigger => ({ anchor: 'dueDate', days, ...rest });
const mail = (key: string, trigger: Trigger, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger,
  channels: ['email'],
  template: 't',
  ...rest,
});
const lint = (steps: readonly Step[], policy: Partial<Policy> = {}): readonly string[] =>
  lintPolicy({ ...standaard, ...policy, steps }).map(({ pointer, code }) => `${pointer} ${code}`);

describe('the order of steps on one anchor', () => {
  it.each<[string, Trigger, Trigger, boolean]>([
    ['days and then months', due(10), due(5, { months: 1 }), true],
    ['months and then days', due(0, { months: 3 }), due(10), false],
    ['a month and thirty days, whichever is longer', due(0, { months: 1 }), due(30), true],
    ['more than any month', due(32), due(0, { months: 1 }), false],
    ['days and then the end of a month', due(10), due(0, { align: 'endOfMonth' }), true],
    ['the end of a month and then days before it', due(30, { align: 'endOfMonth' }), due(20), false],
  ])('%s', (_, first, second, ordered) => {
    expect(lint([mail('a', first), mail('b', second)])).toEqual(ordered ? [] : ['/steps/1/trigger/days out-of-order']);
  });
});

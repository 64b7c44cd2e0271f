import { beforeAll, describe, expect, it } from 'vitest';
import { aPlan } from '#testing/activation-casebook.js';
import { type HistoryJson, recordedHistories, replay } from '#testing/replay-histories.js';
import { unchecked } from '#testing/unchecked.js';

const histories = recordedHistories();

describe('recorded histories', () => {
  let failed: ReadonlyMap<string, Error>;
  beforeAll(async () => {
    failed = await replay(histories);
  });

  it('are there', () => {
    expect(histories.size).toBeGreaterThanOrEqual(14);
  });

  it.each([...histories.keys()])('%s replays', (name) => {
    expect(failed.get(name)?.message).toBeUndefined();
  });
});

describe('a planted wrong history', () => {
  const right = histories.get('0.1.0-paid-after-five-steps') ?? { events: [] };

  it('with a changed command does not replay', async () => {
    const planted = unchecked<HistoryJson>(JSON.parse(JSON.stringify(right).replaceAll('"sendMessage"', '"openCallTask"')));
    expect(planted).not.toEqual(right);
    const failed = await replay(new Map([['planted', planted]]));
    expect(failed.get('planted')?.name).toBe('DeterminismViolationError');
  });

  it('with a plan that asks for something else than happened does not replay', async () => {
    const first = right.events.findIndex((event) => 'activityTaskCompletedEventAttributes' in event);
    const answer = { result: 'sent', plan: aPlan({ revision: 9, next: 'closed', outcome: 'paid' }) };
    const events = right.events.map((event, at) => (at === first ? withResult(event, answer) : event));
    expect(events).not.toEqual(right.events);
    const failed = await replay(new Map([['planted', { events }]]));
    expect(failed.get('planted')?.name).toBe('DeterminismViolationError');
  });
});

/** An activity's completion with another result. */
function withResult(event: Readonly<Record<string, unknown>>, result: unknown): Readonly<Record<string, unknown>> {
  const attributes = unchecked<{ result: { payloads: object[] } }>(event['activityTaskCompletedEventAttributes']);
  const data = Buffer.from(JSON.stringify(result)).toString('base64');
  const payloads = attributes.result.payloads.map((payload) => ({ ...payload, data }));
  return { ...event, activityTaskCompletedEventAttributes: { ...attributes, result: { payloads } } };
}

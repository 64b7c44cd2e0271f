import { beforeAll, describe, expect, it } from 'vitest';
import { type HistoryJson, recordedHistories, replay } from '#testing/replay-histories.js';
import { unchecked } from '#testing/unchecked.js';

const histories = recordedHistories('jobs');

describe('recorded histories of jobs and of the house', () => {
  let failed: ReadonlyMap<string, Error>;
  beforeAll(async () => {
    failed = await replay(histories);
  });

  it('are there, one of each workflow', () => {
    expect(histories.size).toBeGreaterThanOrEqual(5);
  });

  it.each([...histories.keys()])('%s replays', (name) => {
    expect(failed.get(name)?.message).toBeUndefined();
  });

  it('would not replay with a changed command', async () => {
    const right = [...histories.values()][0] ?? { events: [] };
    const planted = unchecked<HistoryJson>(JSON.parse(JSON.stringify(right).replaceAll('"walkClock"', '"closeJob"')));
    expect(planted).not.toEqual(right);
    expect((await replay(new Map([['planted', planted]]))).get('planted')?.name).toBe('DeterminismViolationError');
  });
});

import { expect, it } from 'vitest';
import { housekeepingSchedules } from '#contracts/housekeeping.js';
import * as workflows from '../index.js';

it('holds the workflow of every Schedule: one that is missing would only show in Temporal', () => {
  expect(Object.keys(workflows)).toEqual(
    expect.arrayContaining(Object.values(housekeepingSchedules).map(({ workflowType }) => workflowType)),
  );
});

/**
 * A simulation says what the running chase does, to the minute and the cent: random lives of a debtor with several invoices on the real
 * casebook and activities, each played again by `simulate`.
 */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { liveTwice, publishPolicies } from './simulated/lives.js';

/** One life for so many operations that the model is asked for: 64 in the ordinary run. */
const operationsOfALife = 78;
const seeds = Array.from({ length: Math.ceil(inject('modelOperations') / operationsOfALife) }, (_, life) => inject('modelSeed') + life);

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
  await publishPolicies(house);
});
afterAll(() => house.close());

it.each(seeds)(
  'the life of seed %i is lived as it is simulated',
  async (seed) => {
    const { running, simulated, told } = await liveTwice(house, seed);
    expect(simulated, told.join('\n')).toEqual(running);
  },
  60_000,
);

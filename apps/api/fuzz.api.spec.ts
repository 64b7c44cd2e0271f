/** A stranger with the documentation in hand and no good will: thousands of requests, and every answer is one that the document promises. */
import { expect, it } from 'vitest';
import { apiForThisFile } from './testing/api-under-test.js';
import { Fuzzer, readDocument } from './testing/fuzz/fuzzer.js';
import { seedTenant } from './testing/seed-tenant.js';

/** In CI; more by hand: `FUZZ_REQUESTS=50000 FUZZ_SEED=7 npx vitest run --project api apps/api/fuzz`. */
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 3_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_101);
/** Of the operations that a test creditor's key may ask, so many are carried out at least once: a fuzz that is refused everywhere finds nothing. */
const leastSucceeded = 0.6;

it(
  'gets no answer that the document does not know',
  async () => {
    const { api, tenant } = await apiForThisFile();
    await seedTenant(api, tenant);
    const other = await api.tenant();
    const document = readDocument();
    const fuzzer = new Fuzzer(api, [tenant.apiKey, tenant.apiKey, other.apiKey], document);
    const wrong: string[] = [];
    for (let n = 0; n < requests && wrong.length < 20; n += 1) {
      const fault = await fuzzer.send(seed + n);
      if (fault !== '') wrong.push(`request ${n}: ${fault}`);
    }
    expect(wrong).toEqual([]);
    const asked = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const possible = asked.filter(({ responses }) => !('501' in responses));
    const missed = possible.filter(({ operationId }) => !fuzzer.succeeded.has(operationId)).map(({ operationId }) => operationId);
    expect(missed.length, `never carried out: ${missed.join(', ')}`).toBeLessThan(possible.length * (1 - leastSucceeded));
  },
  requests * 400,
);

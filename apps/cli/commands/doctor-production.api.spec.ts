/** What `maanwerk doctor --production` finds on a real server: the one of the specs runs without fsync. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { doors } from '#database/boundary/accounts.js';
import { settingOf } from '#house/boundary-check.js';
import { accountUrl, createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { runCliWith } from '../testing/run-cli.js';

const findingShape = z.object({ about: z.string(), what: z.string(), why: z.string().min(5), mend: z.string().min(5) });
const secret = (): string => randomBytes(32).toString('base64url');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function doctor(environment: Record<string, string>): Promise<{ readonly code: number; readonly whats: string[] }> {
  const house = { baseUrl: 'http://127.0.0.1:1', key: 'mw_test_spec', environment };
  const { code, stdout } = await runCliWith(house, ['doctor', '--production', '--process', 'api', '-o', 'json']);
  return {
    code,
    whats: z
      .array(findingShape)
      .parse(JSON.parse(stdout))
      .map(({ what }) => what),
  };
}
const settings = () => ({
  DATABASE_API_URL: accountUrl(database.url, 'api'),
  MAANWERK_PUBLIC_URL: 'https://api.maanwerk.example',
  MAANWERK_API_KEY_PEPPER: secret(),
  MAANWERK_CURSOR_SECRET: secret(),
  RESEND_BASE_URL: 'https://api.resend.com',
  RESEND_WEBHOOK_SECRET: `whsec_${secret()}`,
  SMS_BASE_URL: 'https://sms.provider.example',
  WHATSAPP_BASE_URL: 'https://whatsapp.provider.example',
  LETTER_BASE_URL: 'https://letters.provider.example',
});
const forgetful = ['fsync is off in PostgreSQL', 'full_page_writes is off in PostgreSQL', 'synchronous_commit is off in PostgreSQL'];

it('finds nothing but that this server forgets', async () => {
  expect(await doctor(settings())).toEqual({ code: 1, whats: forgetful });
});

it('prints all at once: a weak secret, http, the owner as an account', async () => {
  const { code, whats } = await doctor({
    ...settings(),
    MAANWERK_CURSOR_SECRET: 'change-me-change-me-please',
    RESEND_BASE_URL: 'http://api.resend.com',
    DATABASE_API_URL: database.url,
  });
  expect(code).toBe(1);
  expect(whats).toEqual(
    expect.arrayContaining([
      expect.stringContaining('MAANWERK_CURSOR_SECRET is too easy to guess'),
      'RESEND_BASE_URL must be https in production',
      expect.stringMatching(/^the account \w+ is a superuser$/),
      ...forgetful,
    ]),
  );
});

it('says which account does not get in', async () => {
  const urls = Object.fromEntries(doors.map((door) => [settingOf(door), accountUrl(database.url, door)]));
  const wrong = new URL(urls['DATABASE_API_URL'] ?? '');
  wrong.password = secret();
  const { whats } = await doctor({ ...settings(), ...urls, DATABASE_API_URL: wrong.toString() });
  expect(whats).toEqual(expect.arrayContaining([expect.stringMatching(/^DATABASE_API_URL: .*password authentication failed/)]));
});

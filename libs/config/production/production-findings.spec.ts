import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Env, findingsIn } from '../app-config.js';

const secret = (): string => randomBytes(32).toString('base64url');
const url = (account: string): string => `postgres://${account}:${secret()}@db.internal/maanwerk`;
const good: Env = {
  MAANWERK_ENV: 'production',
  DATABASE_URL: url('owner'),
  DATABASE_API_URL: url('maanwerk_api'),
  DATABASE_WORKER_URL: url('maanwerk_worker'),
  DATABASE_RELAY_URL: url('maanwerk_relay'),
  TEMPORAL_ADDRESS: 'temporal.internal:7233',
  TEMPORAL_TLS: 'yes',
  MAANWERK_PUBLIC_URL: 'https://api.maanwerk.example',
  MAANWERK_API_KEY_PEPPER: secret(),
  MAANWERK_CURSOR_SECRET: secret(),
  RESEND_BASE_URL: 'https://api.resend.com',
  RESEND_API_KEY: `re_${secret()}`,
  RESEND_WEBHOOK_SECRET: `whsec_${secret()}`,
  MAIL_FROM: 'Facturen <facturen@creditor.example>',
  SMS_BASE_URL: 'https://sms.provider.example',
  WHATSAPP_BASE_URL: 'https://whatsapp.provider.example',
  LETTER_BASE_URL: 'https://letters.provider.example',
  WORKER_SHUTDOWN_GRACE_MS: '30000',
  WORKER_SHUTDOWN_FORCE_MS: '40000',
};
const whats = (env: Env): string[] => findingsIn({ ...good, ...env }).map(({ what }) => what);

it('finds nothing where all is well', () => {
  expect(whats({})).toEqual([]);
});

describe('each says what, why and how to mend it, and never a value', () => {
  it.each([
    ['a weak secret', { MAANWERK_API_KEY_PEPPER: 'a-pepper-of-thirty-two-characters' }, 'MAANWERK_API_KEY_PEPPER is too easy to guess'],
    [
      'a weak secret of before',
      { MAANWERK_API_KEY_PEPPER_ALSO: 'another-pepper-of-before' },
      'MAANWERK_API_KEY_PEPPER_ALSO is too easy to guess',
    ],
    [
      'a weak password',
      { DATABASE_API_URL: 'postgres://maanwerk_api:maanwerk_api@db/m' },
      'the password in DATABASE_API_URL is too easy to guess',
    ],
    ['http for our own address', { MAANWERK_PUBLIC_URL: 'http://api.maanwerk.example' }, 'MAANWERK_PUBLIC_URL must be https'],
    ['http to a provider', { RESEND_BASE_URL: 'http://api.resend.com' }, 'RESEND_BASE_URL must be https'],
    ['the simulator by its name', { SMS_BASE_URL: 'http://simulator/sms' }, 'SMS_BASE_URL is the address of the simulator'],
    [
      'the simulator by its port',
      { LETTER_BASE_URL: 'https://inner.example:4010/letter' },
      'LETTER_BASE_URL is the address of the simulator',
    ],
    ['this machine', { WHATSAPP_BASE_URL: 'https://localhost/whatsapp' }, 'WHATSAPP_BASE_URL is an address of this machine'],
    ['Temporal in the open', { TEMPORAL_TLS: 'no' }, 'Temporal is reached without TLS'],
    ['a test key', { RESEND_API_KEY: `re_test_${secret()}` }, 'RESEND_API_KEY is a test key'],
    ['a clock of tests', { MAANWERK_CLOCK_SCALE: '2' }, 'MAANWERK_CLOCK_SCALE must not be set'],
    ['a setting that cannot be read', { API_PORT: 'x' }, 'API_PORT: must be a whole number'],
  ])('%s', (_what, env, said) => {
    const found = findingsIn({ ...good, ...env });
    expect(found.map(({ what }) => what)).toEqual([expect.stringContaining(said)]);
    for (const finding of found) {
      expect(finding.about).toBe(Object.keys(env)[0]);
      expect(finding.why.length).toBeGreaterThan(10);
      expect(finding.mend.length).toBeGreaterThan(5);
      for (const value of Object.values(env).filter((one) => one.length > 3)) expect(JSON.stringify(finding)).not.toContain(value);
    }
  });

  it('two secrets that are one', () => {
    const shared = secret();
    expect(whats({ MAANWERK_API_KEY_PEPPER: shared, MAANWERK_CURSOR_SECRET: shared })).toEqual([
      'MAANWERK_CURSOR_SECRET and MAANWERK_API_KEY_PEPPER hold the same secret',
    ]);
    const login = `postgres://maanwerk_worker:${shared}@db/m`;
    expect(whats({ MAANWERK_CURSOR_SECRET: shared, DATABASE_WORKER_URL: login })).toEqual([
      'DATABASE_WORKER_URL and MAANWERK_CURSOR_SECRET hold the same secret',
    ]);
  });

  it('everything at once', () => {
    const names = findingsIn({ MAANWERK_ENV: 'production' }).map(({ about }) => about);
    expect(names).toEqual(
      expect.arrayContaining([
        'DATABASE_API_URL',
        'MAANWERK_API_KEY_PEPPER',
        'TEMPORAL_ADDRESS',
        'TEMPORAL_TLS',
        'WORKER_SHUTDOWN_GRACE_MS',
      ]),
    );
  });
});

describe('Temporal may be reached', () => {
  it.each([{ TEMPORAL_API_KEY: secret() }, { TEMPORAL_PRIVATE_NETWORK: 'yes' }, { TEMPORAL_TLS: 'yes' }])('with %o', (env) => {
    expect(whats({ TEMPORAL_TLS: 'no', ...env })).toEqual([]);
  });
});

it('asks a process for its own things only', () => {
  const { MAANWERK_ENV, DATABASE_URL, MAANWERK_API_KEY_PEPPER } = good;
  expect(findingsIn({ MAANWERK_ENV, DATABASE_URL, MAANWERK_API_KEY_PEPPER }, 'operator')).toEqual([]);
});

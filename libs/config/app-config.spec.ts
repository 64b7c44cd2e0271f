import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownProviders } from '#channels/house-channels.js';
import { defineProvider } from '#channels/provider.js';
import { resend } from '#channels/resend/resend.provider.js';
import { ConfigRefused, loadConfig, settingGroups, settingGroupsWith, type Env } from './app-config.js';
import { renderEnvExample } from './env-example.js';
import { secret, settingMeta, whole } from '#settings/setting.js';

const production: Env = {
  MAANWERK_ENV: 'production',
  DATABASE_URL: 'postgres://owner:0aV-8pXk_3TqZ@db.internal/maanwerk',
  DATABASE_API_URL: 'postgres://maanwerk_api:1bW-9qYm_4UrA@db.internal/maanwerk',
  DATABASE_WORKER_URL: 'postgres://maanwerk_worker:2cX-0rZn_5VsB@db.internal/maanwerk',
  DATABASE_RELAY_URL: 'postgres://maanwerk_relay:3dY-1sAo_6WtC@db.internal/maanwerk',
  TEMPORAL_ADDRESS: 'temporal.internal:7233',
  TEMPORAL_PRIVATE_NETWORK: 'yes',
  MAANWERK_PUBLIC_URL: 'https://api.maanwerk.example',
  MAANWERK_API_KEY_PEPPER: 'TqZ0aV8pXk3fW1yLmN7cR5dG2hJ9sB4u',
  MAANWERK_CURSOR_SECRET: 'uB4sJ9hG2dR5cN7mL1yW3fXk8pV0aZqT',
  RESEND_BASE_URL: 'https://api.resend.com',
  RESEND_API_KEY: 're_live_Xk8pV0aZqTuB4sJ9hG2dR5cN7',
  RESEND_WEBHOOK_SECRET: 'whsec_cN7mL1yW3fXk8pV0aZqTuB4sJ9hG2dR5',
  MAIL_FROM: 'Facturen <facturen@creditor.example>',
  SMS_BASE_URL: 'https://sms.provider.example',
  WHATSAPP_BASE_URL: 'https://whatsapp.provider.example',
  LETTER_BASE_URL: 'https://letters.provider.example',
  WORKER_SHUTDOWN_GRACE_MS: '30000',
  WORKER_SHUTDOWN_FORCE_MS: '40000',
};

function problemsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing at all for a development start', () => {
    const config = loadConfig({});
    expect(config.MAANWERK_ENV).toBe('development');
    expect(config.API_HOST).toBe('127.0.0.1');
    expect(config.DB_POOL_SIZE).toBe(10);
  });

  it('reads numbers from text and treats an empty value as not set', () => {
    const config = loadConfig({ API_PORT: '0', DB_POOL_SIZE: '', TEMPORAL_API_KEY: ' ' });
    expect(config.API_PORT).toBe(0);
    expect(config.DB_POOL_SIZE).toBe(10);
    expect(config.TEMPORAL_API_KEY).toBeUndefined();
  });

  it('lists every problem at once, by name and without the value', () => {
    const problems = problemsOf({ API_PORT: '1e3', RELAY_POLL_MS: '-4', DATABASE_URL: 'mysql://u:hunter2@x/y', LOG_LEVEL: 'loud' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(
      expect.arrayContaining(['API_PORT', 'RELAY_POLL_MS', 'DATABASE_URL', 'LOG_LEVEL']),
    );
    expect(problems.join('\n')).not.toContain('hunter2');
  });

  it.each([
    ['0x10', false],
    ['70000', false],
    ['65535', true],
  ])('takes %s for a port: %s', (value, accepted) => {
    expect(problemsOf({ API_PORT: value }).length === 0).toBe(accepted);
  });

  it('refuses settings that contradict each other', () => {
    expect(problemsOf({ SEND_PROVIDER_TIMEOUT_MS: '60000' }).join()).toContain('must be below SEND_START_TO_CLOSE_MS');
    expect(problemsOf({ WORKER_SHUTDOWN_GRACE_MS: '9000' }).join()).toContain('must be below WORKER_SHUTDOWN_FORCE_MS');
  });
});

describe('a production start', () => {
  it('passes when everything is given', () => {
    expect(problemsOf(production)).toEqual([]);
  });

  it('names each default it will not run on', () => {
    const missing = problemsOf({ MAANWERK_ENV: 'production' }).join('\n');
    const explicit = Object.keys(production).filter((name) => !/^(MAANWERK_ENV|WORKER_|TEMPORAL_PRIVATE)/.test(name));
    for (const name of explicit) expect(missing).toContain(`${name} must be set in production`);
  });

  it.each([
    ['RESEND_API_KEY', 're_test_0123456789abcdef', 'test key'],
    ['MAANWERK_CURSOR_SECRET', 'development-only-cursor-secret', 'development value'],
    ['MAANWERK_CLOCK_SCALE', '1', 'must not be set'],
    ['WORKER_SHUTDOWN_GRACE_MS', '8000', 'SEND_PROVIDER_TIMEOUT_MS'],
  ])('refuses %s=%s', (name, value, reason) => {
    expect(problemsOf({ ...production, [name]: value }).join()).toContain(reason);
  });
});

describe('a process in production', () => {
  const own = (...names: readonly string[]): Env =>
    Object.fromEntries(['MAANWERK_ENV', 'TEMPORAL_PRIVATE_NETWORK', ...names].map((name) => [name, production[name]]));
  const providers = ['RESEND_BASE_URL', 'SMS_BASE_URL', 'WHATSAPP_BASE_URL', 'LETTER_BASE_URL', 'MAANWERK_PUBLIC_URL'];
  const needs = {
    api: ['DATABASE_API_URL', 'MAANWERK_API_KEY_PEPPER', 'MAANWERK_CURSOR_SECRET', 'RESEND_WEBHOOK_SECRET', ...providers],
    worker: [
      'DATABASE_WORKER_URL',
      'DATABASE_RELAY_URL',
      'TEMPORAL_ADDRESS',
      'RESEND_API_KEY',
      'MAIL_FROM',
      'WORKER_SHUTDOWN_GRACE_MS',
      'WORKER_SHUTDOWN_FORCE_MS',
      ...providers,
    ],
    operator: ['DATABASE_URL', 'MAANWERK_API_KEY_PEPPER'],
    simulator: [],
  } as const;

  it.each(['api', 'worker', 'operator', 'simulator'] as const)(
    'starts as %s with its own secrets only, and with none of them less',
    (name) => {
      const refused = (env: Env) => {
        try {
          loadConfig(env, knownProviders, name);
        } catch (error) {
          if (error instanceof ConfigRefused) return error.problems.join('\n');
          throw error;
        }
        return '';
      };
      expect(refused(own(...needs[name]))).toBe('');
      for (const missing of needs[name].filter((one) => !one.startsWith('WORKER_')))
        expect(refused(own(...needs[name].filter((one) => one !== missing)))).toContain(`${missing} must be set in production`);
    },
  );
});

describe('secrets', () => {
  it('never show in logs, JSON or texts', async () => {
    const config = loadConfig(production).settingsOf(resend);
    const { inspect } = await import('node:util');
    const shown = [
      JSON.stringify(config.RESEND_API_KEY),
      String(config.RESEND_API_KEY),
      inspect(config.RESEND_API_KEY, { depth: 9 }),
    ].join();
    expect(shown).not.toContain('re_live');
    expect(config.RESEND_API_KEY.reveal()).toBe('re_live_Xk8pV0aZqTuB4sJ9hG2dR5cN7');
  });
});

describe('providers', () => {
  const plain = {
    channel: 'letter',
    title: 'Letters through Acme',
    create: (): never => {
      throw new Error('a provider is made when a house opens, not when its settings are read');
    },
  } as const;
  const acme = defineProvider({
    id: 'acme-letters',
    ...plain,
    settings: {
      ACME_API_KEY: secret('acme-development-only', 'Key for Acme; the default opens nothing.'),
      ACME_SETTLE_MS: whole(1_000, { min: 0, max: 60_000 }, 'How long Acme may need.'),
    },
    problems: ({ ACME_API_KEY }) => (ACME_API_KEY.reveal().includes('test') ? ['ACME_API_KEY is a test key'] : []),
  });
  const house = [...knownProviders, acme];
  const problemsIn = (env: Env): readonly string[] => {
    try {
      loadConfig(env, house);
    } catch (error) {
      if (error instanceof ConfigRefused) return error.problems;
      throw error;
    }
    return [];
  };

  it('are used as the settings name them, the usual one first; one that is only known needs nothing', () => {
    expect(loadConfig({}, house).providers.map(({ id }) => id)).toEqual([
      'resend',
      'sms-simulated',
      'whatsapp-simulated',
      'letter-simulated',
    ]);
    const both = loadConfig({ LETTER_PROVIDERS: 'acme-letters, letter-simulated' }, house);
    expect(both.providers.filter(({ channel }) => channel === 'letter').map(({ id }) => id)).toEqual(['acme-letters', 'letter-simulated']);
    expect(both.settingsOf(acme)).toMatchObject({ ACME_SETTLE_MS: 1_000 });
    expect(problemsIn(production)).toEqual([]);
  });

  it.each([
    ['one nobody knows', 'acme', 'LETTER_PROVIDERS names a provider that is not there: it may name letter-simulated, acme-letters'],
    ['one of another channel', 'resend', 'LETTER_PROVIDERS names a provider that is not there: it may name letter-simulated, acme-letters'],
    ['one twice', 'acme-letters,acme-letters', 'LETTER_PROVIDERS: must be names with commas between them, each once'],
    ['none', ',', 'LETTER_PROVIDERS: must be names with commas between them, each once'],
  ])('are refused when a channel has %s', (_what, value, problem) => {
    expect(problemsIn({ LETTER_PROVIDERS: value })).toEqual([problem]);
  });

  it('that are used have their settings checked, as strictly as those of the house', () => {
    const used = { LETTER_PROVIDERS: 'acme-letters' };
    expect(problemsIn({ ...used, ACME_SETTLE_MS: 'soon' })).toEqual(['ACME_SETTLE_MS: must be a whole number']);
    expect(problemsIn({ ...used, ACME_API_KEY: 'a-test-key-of-acme' })).toEqual(['ACME_API_KEY is a test key']);
    expect(problemsIn({ ...production, ...used })).toEqual(['ACME_API_KEY must be set in production (the default is for development)']);
    expect(problemsIn({ ...production, ...used, LETTER_BASE_URL: '', ACME_API_KEY: 'acme-development-only' })).toEqual([
      'ACME_API_KEY still has its development value',
    ]);
  });

  it('cannot have one id, or mean two things by one name', () => {
    expect(() => settingGroupsWith([...house, { ...acme }])).toThrow('two providers are called "acme-letters"');
    const other = defineProvider({
      ...plain,
      id: 'other-letters',
      settings: { ACME_API_KEY: secret('another-default-value', 'x') },
    });
    expect(() => settingGroupsWith([...house, other])).toThrow('"other-letters" means something else by ACME_API_KEY');
    const sister = defineProvider({ ...plain, id: 'acme-registered', settings: acme.settings });
    expect(Object.keys(settingGroupsWith([...house, sister])['Letters through Acme'] ?? {})).toEqual(['ACME_API_KEY', 'ACME_SETTLE_MS']);
    expect(() => defineProvider({ ...plain, id: 'Acme/..', settings: {} })).toThrow('is no id of a provider');
  });

  it('stand in the page of all settings under their own heading', () => {
    const page = renderEnvExample(settingGroupsWith(house));
    expect(page).toContain('# ── Letters through Acme ───');
    expect(page).toContain('# Key for Acme; the default opens nothing. Production must set it.\n#ACME_API_KEY=acme-development-only\n');
  });
});

describe('.env.example', () => {
  it('is what libs/config generates (npm run env:example)', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(renderEnvExample());
  });

  it('documents every setting', () => {
    const names = Object.values(settingGroups).flatMap((group) => Object.entries(group));
    for (const [name, schema] of names) expect(settingMeta.get(schema)?.why.length, name).toBeGreaterThan(20);
    const optional = [
      'TEMPORAL_API_KEY',
      'DATABASE_API_URL',
      'DATABASE_WORKER_URL',
      'DATABASE_RELAY_URL',
      'TEMPORAL_CODEC_KEYS',
      'MAANWERK_API_KEY_PEPPER_ALSO',
    ];
    const own = Object.keys(loadConfig({})).filter((name) => /^[A-Z]/.test(name)).length + optional.length;
    const ofProviders = knownProviders.flatMap(({ settings }) => Object.keys(settings)).length;
    expect(names.length).toBe(own + ofProviders);
  });
});

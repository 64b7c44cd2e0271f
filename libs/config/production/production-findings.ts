/** What a production start refuses: defaults, weak and equal secrets, open connections, addresses of the simulator. Never says a value. */
import type { z } from 'zod';
import { type ProcessName, type SettingMeta, settingMeta } from '#settings/setting.js';
import type { Env } from '#settings/env.js';
import { estimateBits, passwordBits, secretBits } from './secret-strength.js';

/** One thing that is not fit for production. */
export interface ProductionFinding {
  /** The setting it is about; the database and Temporal have findings too. */
  readonly about: string;
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

type Named = readonly [name: string, schema: z.ZodType];

interface Look {
  readonly env: Env;
  readonly settings: readonly (readonly [name: string, meta: SettingMeta])[];
  /** Absent: all processes at once. */
  readonly start: ProcessName | undefined;
}

const randomSecret = '`openssl rand -base64 32` makes one';
/** Where a secret comes from: those with the name of the house are ours to make, the others are the provider's. */
const sourceOf = (name: string): string => (name.startsWith('MAANWERK_') ? randomSecret : 'its provider shows or makes it');

const isOf = (meta: SettingMeta, start: ProcessName | undefined): boolean => start === undefined || meta.of?.includes(start) !== false;

function unset({ env, settings, start }: Look): ProductionFinding[] {
  return settings.flatMap(([name, meta]) => {
    const given = env[name];
    const mend = `set ${name}${meta.secret && !meta.url ? `: ${sourceOf(name)}` : ''}`;
    if (meta.production === 'absent' && given !== undefined)
      return [{ about: name, what: `${name} must not be set in production`, why: 'it is for tests', mend: `unset ${name}` }];
    if (meta.production !== 'explicit') return [];
    const why = meta.fallback === undefined ? meta.why : 'the default is known to everybody who has this program';
    if (given === undefined && isOf(meta, start))
      return [
        {
          about: name,
          what: `${name} must be set in production${meta.fallback === undefined ? '' : ' (the default is for development)'}`,
          why,
          mend,
        },
      ];
    return given !== undefined && given === meta.fallback
      ? [{ about: name, what: `${name} still has its development value`, why, mend }]
      : [];
  });
}

const passwordIn = (url: string): string => (URL.canParse(url) ? decodeURIComponent(new URL(url).password) : '');

interface SecretValue {
  readonly name: string;
  readonly value: string;
  readonly password: boolean;
}

/** The secrets among the settings: what is secret in a URL is its password. A default is named elsewhere. */
function secretsIn({ env, settings }: Look): SecretValue[] {
  return settings.flatMap(([name, meta]) => {
    const given = env[name];
    if (!meta.secret || given === undefined || given === meta.fallback || meta.list) return [];
    const value = meta.url ? passwordIn(given) : given;
    return meta.url && value === '' ? [] : [{ name, value, password: meta.url === true }];
  });
}

function weak(look: Look): ProductionFinding[] {
  return secretsIn(look).flatMap(({ name, value, password }) => {
    const wanted = password ? passwordBits : secretBits;
    const bits = Math.floor(estimateBits(value));
    if (bits >= wanted) return [];
    const what = `${password ? `the password in ${name}` : name} is too easy to guess: about ${bits} bits, ${wanted} are wanted`;
    const why = password ? 'who reaches the database can try' : 'who has one thing that it sealed can try at home until it fits';
    return [{ about: name, what, why, mend: `take another: ${password ? randomSecret : sourceOf(name)}` }];
  });
}

function equal(look: Look): ProductionFinding[] {
  const secrets = secretsIn(look);
  return secrets.flatMap(({ name, value }, index) => {
    const twin = secrets.slice(0, index).find((other) => other.value === value);
    if (twin === undefined) return [];
    const what = `${name} and ${twin.name} hold the same secret`;
    return [
      {
        about: name,
        what,
        why: 'who finds one has both, and neither can be replaced alone',
        mend: `give ${name} its own: ${sourceOf(name)}`,
      },
    ];
  });
}

const loopback = /^(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)$/;
const simulatorPort = '4010';

function addresses({ env, settings }: Look): ProductionFinding[] {
  return settings.flatMap(([name, meta]) => {
    const given = env[name];
    if (!meta.https || given === undefined || given === meta.fallback || !URL.canParse(given)) return [];
    const { protocol, hostname, port } = new URL(given);
    const mend = `set ${name} to an https address`;
    if (hostname === 'simulator' || port === simulatorPort)
      return [
        { about: name, what: `${name} is the address of the simulator`, why: 'what goes there reaches nobody, and counts as sent', mend },
      ];
    if (loopback.test(hostname))
      return [{ about: name, what: `${name} is an address of this machine`, why: 'nobody outside reaches it', mend }];
    if (protocol === 'https:') return [];
    return [
      { about: name, what: `${name} must be https in production`, why: 'keys, names and addresses would cross the network readable', mend },
    ];
  });
}

function openTemporal({ env, start }: Look): ProductionFinding[] {
  const guarded = env['TEMPORAL_API_KEY'] !== undefined || env['TEMPORAL_TLS'] === 'yes' || env['TEMPORAL_PRIVATE_NETWORK'] === 'yes';
  if (guarded || (start !== undefined && start !== 'worker')) return [];
  return [
    {
      about: 'TEMPORAL_TLS',
      what: 'Temporal is reached without TLS and without a key (TEMPORAL_TLS, TEMPORAL_API_KEY)',
      why: 'whoever reaches Temporal can record payments and end chases',
      mend: 'set TEMPORAL_API_KEY or TEMPORAL_TLS=yes, or say with TEMPORAL_PRIVATE_NETWORK=yes that nobody else is on that network',
    },
  ];
}

/** Everything about these settings that is not fit for production, of the process that starts or of all. */
export function productionFindings(env: Env, settings: readonly Named[], start?: ProcessName): ProductionFinding[] {
  const known = [...new Map(settings)].flatMap(([name, schema]) => {
    const meta = settingMeta.get(schema);
    return meta === undefined ? [] : [[name, meta] as const];
  });
  const look = { env, settings: known, start };
  return [unset, weak, equal, addresses, openTemporal].flatMap((check) => check(look));
}

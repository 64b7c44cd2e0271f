/**
 * The accounts that log in to Postgres besides the owner of the tables. Each owns nothing, is in one group without a login (`maanwerk_app`,
 * `maanwerk_system`), has its rights and can become nothing else.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Who logs in: the API, the worker for the rows of one tenant at a time, and its relay, sealer and loops for the plumbing of all tenants. */
export const doors = ['api', 'worker', 'relay'] as const;
export type Door = (typeof doors)[number];

/** Whose rights the account behind a door has. */
export const groupOf: Readonly<Record<Door, 'maanwerk_app' | 'maanwerk_system'>> = {
  api: 'maanwerk_app',
  worker: 'maanwerk_app',
  relay: 'maanwerk_system',
};

/** An account as it is made. */
export interface Account {
  readonly door: Door;
  readonly name: string;
  readonly password: string;
}

/** Names go into SQL as identifiers, which cannot be parameters. */
const nameShape = /^[a-z_][a-z0-9_]{0,62}$/;
/** What a password is compared as is the same in every client only as long as it needs no normal form. */
const passwordShape = /^[\x21-\x7e]{1,200}$/;

/** The account that a URL logs in with. @throws Error when its user or password cannot be one of an account */
export function accountIn(door: Door, url: string): Account {
  const { username, password } = new URL(url);
  const account = { door, name: decodeURIComponent(username), password: decodeURIComponent(password) };
  if (!nameShape.test(account.name)) throw new Error(`the account "${account.name}" must have a name of small letters, digits and _`);
  if (!passwordShape.test(account.password)) throw new Error(`the account "${account.name}" needs a password of visible ASCII characters`);
  return account;
}

/** The URL of the same database for an account. */
export function urlFor(ownerUrl: string, { name, password }: Account): string {
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = encodeURIComponent(password);
  return url.toString();
}

const passwordBytes = 24;

/** Accounts with the usual names and new passwords. */
export const freshAccounts = (): Account[] =>
  doors.map((door) => ({ door, name: `maanwerk_${door}`, password: randomBytes(passwordBytes).toString('base64url') }));

/**
 * Accounts whose passwords follow from a secret that only the owner knows, so that a server of our own has them at every start without
 * another file to keep. From one nobody gets to the secret or to the others.
 */
export const accountsFrom = (secret: string, nameOf: (door: Door) => string = (door) => `maanwerk_${door}`): Account[] =>
  doors.map((door) => ({
    door,
    name: nameOf(door),
    password: createHmac('sha256', secret).update(`maanwerk account ${door}`).digest('base64url'),
  }));

const iterations = 4_096;

/** What Postgres stores of a password: the server, its log and who reads the statement never see the password itself. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`;
}

/** Since PostgreSQL 16 membership can give the rights of a role without the way to become it. */
const grantsApart = 16;

/** Statements that make an account, or make it what it should be. Safe to repeat; they change the password to the one that is given. */
export function accountStatements({ door, name, password }: Account, serverMajor: number): string[] {
  if (!nameShape.test(name)) throw new Error(`not a name of an account: ${JSON.stringify(name)}`);
  const group = groupOf[door];
  return [
    `do $$ begin create role ${name} login; exception when duplicate_object or unique_violation then null; end $$`,
    `alter role ${name} login inherit nocreatedb nocreaterole password '${scramVerifier(password)}'`,
    `alter role ${name} reset all`,
    serverMajor >= grantsApart ? `grant ${group} to ${name} with inherit true, set false, admin false` : `grant ${group} to ${name}`,
  ];
}

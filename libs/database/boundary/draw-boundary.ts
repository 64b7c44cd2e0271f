/** What no migration can do for good: rights that Postgres gives everybody in every new database, and the accounts of the cluster. */
import { Client } from 'pg';
import { type Account, accountStatements } from './accounts.js';

/**
 * Everybody may make temporary tables (which could stand before ours) and, in databases older than PostgreSQL 15, tables in `public`. Rights on a
 * database are in no dump and in no copy of it, so they are taken after every migration again. Who is not the owner of the database cannot;
 * `maanwerk doctor` says so.
 */
const closed = `do $$ begin
  execute format('revoke temporary, create on database %I from public', current_database());
  execute 'revoke create on schema public from public';
exception when insufficient_privilege then raise notice 'the rights of everybody stay as they are';
end $$`;

/**
 * Functions of Postgres itself that everybody may call and nobody here needs: with `set_config` an expression that was smuggled into a
 * statement could choose another tenant for the next, and large objects are a place to put things that no rule of ours looks at.
 */
export const unneededFunctions = [
  'set_config(text, text, boolean)',
  'lo_creat(integer)',
  'lo_create(oid)',
  'lo_from_bytea(oid, bytea)',
] as const;

/** Only a superuser may: on a hosted server they stay, and `maanwerk doctor` says what that means. */
const withheld = `do $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    ${unneededFunctions.map((name) => `revoke execute on function pg_catalog.${name} from public;`).join('\n    ')}
  end if;
end $$`;

/** Statements that take from everybody what nobody needs. Safe to repeat. */
export const boundaryStatements: readonly string[] = [closed, withheld];

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'maanwerk-boundary', connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Draws the boundary in a database, as its owner. */
export const drawBoundary = (ownerUrl: string): Promise<void> =>
  onServer(ownerUrl, async (client) => {
    for (const statement of boundaryStatements) await client.query(statement);
  });

/** The major version of a server. */
const majorOf = async (client: Client): Promise<number> => {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  return Math.floor(Number(rows[0]?.version) / 10_000);
};

/** The statements that make these accounts on this server, to be looked at or run by somebody else. */
export const statementsFor = (ownerUrl: string, accounts: readonly Account[]): Promise<string[]> =>
  onServer(ownerUrl, async (client) => {
    const major = await majorOf(client);
    return accounts.flatMap((account) => accountStatements(account, major));
  });

/** Makes the accounts, or gives them the passwords that are named. Two starts at once wait for each other. */
export const makeAccounts = (ownerUrl: string, accounts: readonly Account[]): Promise<void> =>
  onServer(ownerUrl, async (client) => {
    const major = await majorOf(client);
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('maanwerk accounts'))`);
    for (const account of accounts) for (const statement of accountStatements(account, major)) await client.query(statement);
    await client.query('commit');
  });

/** Takes accounts away again that own nothing: those of a test run. */
export const dropAccounts = (ownerUrl: string, accounts: readonly Account[]): Promise<void> =>
  onServer(ownerUrl, async (client) => {
    for (const { name } of accounts) await client.query(`drop role if exists ${client.escapeIdentifier(name)}`);
  });

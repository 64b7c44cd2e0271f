/** Looks whether the boundary in the database is one: what an account could become, owns or may, that it should not. */
import { z } from 'zod';
import type { Door } from './accounts.js';
import { groupOf } from './accounts.js';

/** What stands open; `mend` says what to do. */
export interface BoundaryFinding {
  /** `account`: a process must not run as it; `database`: an account could use it; `note`: not everybody's server lets it be closed. */
  readonly about: 'account' | 'database' | 'note';
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/** Asks one statement of the catalogue, which everybody may read. */
export type AskCatalogue = (text: string, values: readonly string[]) => Promise<readonly unknown[]>;

interface Check {
  readonly about: BoundaryFinding['about'];
  /** Rows with a `found`, one for each thing that stands open; `me` has the `account`, its group (`grp`) and the `major` version of the server. */
  readonly sql: string;
  readonly what: (account: string, found: string) => string;
  readonly why: string;
  readonly mend: (account: string, found: string) => string;
}

const makeAnew = 'make the accounts with `maanwerk db accounts` and use their URLs';

/** Folders of the catalogue that are Postgres's own. */
const ownSchemas = `('pg_catalog', 'information_schema', 'pg_toast')`;

const accountChecks: readonly Check[] = [
  {
    about: 'account',
    sql: `select a.found from me join pg_roles r on r.rolname = me.account cross join lateral (values ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls),
      ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb), ('replication', r.rolreplication)) a(found, has) where a.has`,
    what: (account, found) => `the account ${account} is ${found === 'superuser' ? 'a superuser' : `allowed ${found}`}`,
    why: 'whoever gets a statement through to the database could then read and change everything, or make accounts that may',
    mend: (account, found) => (found === 'superuser' ? makeAnew : `as a superuser: alter role ${account} no${found}`),
  },
  {
    about: 'account',
    sql: `select o.rolname as found from me join pg_roles r on r.rolname = me.account join pg_roles o on o.rolname not in (me.account, me.grp)
      where not r.rolsuper and pg_has_role(r.oid, o.oid, 'member')`,
    what: (account, found) => `the account ${account} is a member of ${found}`,
    why: 'it has the rights of that role, or can take them with SET ROLE',
    mend: (account, found) => `revoke ${found} from ${account}`,
  },
  {
    about: 'account',
    sql: `select o.rolname as found from me join pg_roles r on r.rolname = me.account join pg_roles o on o.rolname = me.grp
      where not r.rolsuper and case when me.major >= 16 then pg_has_role(r.oid, o.oid, case when me.major >= 16 then 'set' else 'member' end) end`,
    what: (account, found) => `the account ${account} can become ${found}`,
    why: 'it has the rights of its group by itself and need become nothing',
    mend: (account, found) => `grant ${found} to ${account} with inherit true, set false`,
  },
  {
    about: 'account',
    sql: `select me.grp as found from me join pg_roles r on r.rolname = me.account left join pg_roles o on o.rolname = me.grp
      where o.oid is null or not pg_has_role(r.oid, o.oid, 'usage')`,
    what: (account, found) => `the account ${account} has not the rights of ${found}`,
    why: 'nothing would work: every statement would be refused, or would see no row',
    mend: () => makeAnew,
  },
  {
    about: 'account',
    sql: `select case when d.classid = 'pg_database'::regclass then 'a database' when d.dbid = 0 then 'something of the whole server'
        when d.dbid <> (select oid from pg_database where datname = current_database()) then 'something in another database'
        else coalesce((pg_identify_object(d.classid, d.objid, d.objsubid)).identity, 'something') end as found
      from me join pg_roles r on r.rolname = me.account join pg_shdepend d on d.refobjid = r.oid
      where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' limit 5`,
    what: (account, found) => `the account ${account} owns ${found}`,
    why: 'an owner is not held back by row-level security, and can change, drop and give away what is his',
    mend: (account) => `reassign owned by ${account} to the account that migrates`,
  },
  {
    about: 'account',
    sql: `select array_to_string(s.setconfig, ', ') as found from me join pg_roles r on r.rolname = me.account join pg_db_role_setting s on s.setrole = r.oid`,
    what: (account, found) => `the account ${account} begins every session with settings of its own: ${found}`,
    why: 'it can set them itself: who got in once could leave a tenant or a search path behind',
    mend: (account) => `alter role ${account} reset all`,
  },
];

const databaseChecks: readonly Check[] = [
  {
    about: 'database',
    sql: `select upper(p.found) as found from me, (values ('temporary'), ('create')) p(found)
      where has_database_privilege(me.account, current_database(), p.found)`,
    what: (account, found) => `${account} may use ${found} on the database`,
    why: 'temporary tables and new schemas can stand before the tables that a function of the owner means',
    mend: () => '`maanwerk db migrate` as the owner of the database, or: revoke temporary, create on database NAME from public',
  },
  {
    about: 'database',
    sql: `select n.nspname as found from me, pg_namespace n
      where n.nspname !~ '^pg_(temp|toast_temp)_' and has_schema_privilege(me.account, n.oid, 'create')`,
    what: (account, found) => `${account} may create in the schema ${found}`,
    why: 'a table or function of its own can stand before what a function of the owner means',
    mend: (_, found) => `revoke create on schema ${found} from public`,
  },
  {
    about: 'database',
    sql: `select p.oid::regprocedure::text as found from me, pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname not in ${ownSchemas} and has_function_privilege(me.account, p.oid, 'execute')
        and not exists (select 1 from unnest(p.proconfig) c where c ~ '^search_path=(pg_catalog, )?(public, )?pg_temp$')`,
    what: (_, found) => `the function ${found} runs with the rights of its owner and an open search path`,
    why: 'it could be made to read a table that somebody put before the right one',
    mend: (_, found) => `alter function ${found} set search_path = pg_catalog, public, pg_temp`,
  },
  {
    about: 'database',
    sql: `select 'api_key.hash' as found from me where has_column_privilege(me.account, to_regclass('public.api_key'), 'hash', 'select')`,
    what: (account, found) => `${account} reads ${found}`,
    why: 'what keys are stored as is for nobody to read',
    mend: () => '`maanwerk db migrate`',
  },
  {
    about: 'database',
    sql: `select c.oid::regclass::text as found from me, pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = 'public' and not c.relrowsecurity
        and has_any_column_privilege(me.account, c.oid, 'select, insert, update')`,
    what: (account, found) => `${account} reaches the table ${found}, which has no row-level security`,
    why: 'the rows of every creditor stand open in it',
    mend: (_, found) => `alter table ${found} enable row level security`,
  },
  {
    about: 'note',
    sql: `select p.oid::regprocedure::text as found from me, pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'pg_catalog' and p.proname in ('set_config', 'lo_creat', 'lo_create', 'lo_from_bytea')
        and has_function_privilege(me.account, p.oid, 'execute')`,
    what: (account, found) => `${account} may call ${found}`,
    why: 'with set_config an expression smuggled into a statement could choose another creditor; large objects lie outside of every rule',
    mend: (_, found) =>
      `as a superuser: revoke execute on function pg_catalog.${found} from public (a hosted server does not allow it: see SECURITY.md)`,
  },
];

const foundShape = z.object({ found: z.string() });

async function ask(checks: readonly Check[], account: { readonly name: string; readonly door: Door }, catalogue: AskCatalogue) {
  const [row] = await catalogue(`select (current_setting('server_version_num')::int / 10000)::text as found`, []);
  const major = foundShape.parse(row).found;
  const findings: BoundaryFinding[] = [];
  for (const { about, sql, what, why, mend } of checks)
    for (const line of await catalogue(`with me(account, grp, major) as (select $1::name, $2::name, $3::int) ${sql}`, [
      account.name,
      groupOf[account.door],
      major,
    ])) {
      const { found } = foundShape.parse(line);
      findings.push({ about, what: what(account.name, found), why, mend: mend(account.name, found) });
    }
  return findings;
}

/** What an account is or could become that it should not. A process asks it once, when it starts. */
export const inspectAccount = (
  account: { readonly name: string; readonly door: Door },
  catalogue: AskCatalogue,
): Promise<BoundaryFinding[]> => ask(accountChecks, account, catalogue);

/** The same, and what stands open in the database it works in. */
export const inspectBoundary = (
  account: { readonly name: string; readonly door: Door },
  catalogue: AskCatalogue,
): Promise<BoundaryFinding[]> => ask([...accountChecks, ...databaseChecks], account, catalogue);

/** The door of the operator: straight to the database as the owner of its tables, for what no key of the API may do. */
import { type CreditorRow, findCreditor } from '#casebook/administration.js';
import { toPublicId } from '#contracts/ids.js';
import type { Database } from '#database/database.js';
import { connectProblem, withDatabase, withoutPassword } from '#house/database-access.js';
import type { CliContext } from '../../frame/context.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';

/** Postgres: the account of the URL may not do this. */
const insufficientPrivilege = '42501';

/** @throws CliFailure when the database cannot be reached or waits for migrations */
export async function demandReady(url: string): Promise<void> {
  const problem = await connectProblem(url);
  if (problem !== undefined)
    throw new CliFailure(ExitCode.unreachable, `The database at ${withoutPassword(url)} cannot be reached`, {
      why: problem,
      todo: ['check DATABASE_URL: this command works on the database itself, not through the API', 'or start your own: `maanwerk dev`'],
    });
  const { pendingMigrations } = await import('#database/migrate.js');
  if (await pendingMigrations(url))
    throw new CliFailure(ExitCode.refused, `The schema of ${withoutPassword(url)} is not up to date`, {
      todo: ['bring it up to date: `maanwerk db migrate`'],
    });
}

const notTheOwner = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === insufficientPrivilege;

/** How long a statement may take: as for every connection, or for as long as it needs where it reads all that was ever written. */
interface Patience {
  readonly readsEverything?: boolean;
}

/** Works on the database of this start. @throws CliFailure when it cannot be reached, is not up to date or belongs to another account */
export async function asOwner<T>(
  context: CliContext,
  work: (owner: Database) => Promise<T>,
  { readsEverything = false }: Patience = {},
): Promise<T> {
  return withDatabase(async ({ url }) => {
    try {
      await demandReady(url);
      const { Database: Door } = await import('#database/database.js');
      const owner = await Door.connect({
        url,
        role: 'owner',
        applicationName: 'maanwerk-cli',
        poolSize: 1,
        ...(readsEverything ? { statementTimeoutMs: 0 } : {}),
      });
      try {
        return await work(owner);
      } finally {
        await owner.close();
      }
    } catch (error) {
      if (!notTheOwner(error)) throw error;
      throw new CliFailure(ExitCode.refused, 'The account in DATABASE_URL does not own the tables', {
        todo: ['use the account that ran `maanwerk db migrate`'],
      });
    }
  }, context.environment);
}

/** A creditor by his id; `option` names where it was typed, when that is no argument. @throws CliFailure when there is none */
export async function demandCreditor(owner: Database, id: string, option?: string): Promise<CreditorRow> {
  const row = await findCreditor(owner, id);
  if (row) return row;
  const missing = `here is no creditor ${toPublicId('tenant', id)} in this database`;
  throw new CliFailure(ExitCode.refused, option === undefined ? `T${missing}` : `${option}: t${missing}`, {
    todo: ['see which there are: `maanwerk creditor list`', 'or make one: `maanwerk creditor create`', 'check DATABASE_URL'],
  });
}

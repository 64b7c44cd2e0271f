import { boundaryStatements } from './boundary/draw-boundary.js';
import { dataSourceOf } from './database.js';

/** Brings a database up to date and draws its boundary again. @returns names of the migrations it ran, none when it was up to date */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  return asOwner(url, async (source) => {
    const applied = (await source.runMigrations()).map((migration) => migration.name);
    for (const statement of boundaryStatements) await source.query(statement);
    return { applied };
  });
}

/** Takes the last migration back. */
export async function revertLast(url: string): Promise<void> {
  await asOwner(url, (source) => source.undoLastMigration());
}

/** Whether migrations wait to be run. */
export async function pendingMigrations(url: string): Promise<boolean> {
  return asOwner(url, (source) => source.showMigrations());
}

async function asOwner<T>(url: string, work: (source: ReturnType<typeof dataSourceOf>) => Promise<T>): Promise<T> {
  // A migration may take long; only its connection may not.
  const source = await dataSourceOf({
    url,
    role: 'owner',
    applicationName: 'maanwerk-migrate',
    poolSize: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 30_000,
  }).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

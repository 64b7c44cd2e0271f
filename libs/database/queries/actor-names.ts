/** Who signed an event, by the name he is known by. */
import { fromPublicId } from '#contracts/ids.js';
import type { Tx } from '../tx.js';

/** The key that an actor (`key:key_...`) or an assignee (`key_...`) is; null when it is none. */
const keyOf = (actor: string): string | null => fromPublicId('apiKey', actor.startsWith('key:') ? actor.slice(4) : actor);

/**
 * The names of the keys among these actors, of this tenant and of no other, revoked ones too: what was done with a key stays done. What is no
 * key has no name here.
 */
async function actorNames(tx: Tx, actors: readonly (string | null)[]): Promise<(actor: string | null) => string | null> {
  const keys = new Map<string, string>();
  for (const actor of actors) {
    const key = actor === null ? null : keyOf(actor);
    if (actor !== null && key !== null) keys.set(actor, key);
  }
  if (keys.size === 0) return () => null;
  const rows = await tx.query<{ id: string; name: string }>(
    'select id, name from api_key where tenant_id = $1 and id = any($2::uuid[])',
    [tx.tenantId, [...new Set(keys.values())]],
    'actor-names',
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (actor) => names.get(keys.get(actor ?? '') ?? '') ?? null;
}

/** A row with the name of its actor beside it. */
export type Named<Row> = Row & { readonly actor_name: string | null };

/** Tasks, each with the name of the key that has it; null where a person or nobody has it. */
export async function withAssigneeNames<Row extends { readonly assignee: string | null }>(
  tx: Tx,
  rows: readonly Row[],
): Promise<(Row & { readonly assignee_name: string | null })[]> {
  const nameOf = await actorNames(
    tx,
    rows.map(({ assignee }) => assignee),
  );
  return rows.map((row) => ({ ...row, assignee_name: nameOf(row.assignee) }));
}

/** Rows of events or notes, each with the name of its actor. */
export async function withActorNames<Row extends { readonly actor: string }>(tx: Tx, rows: readonly Row[]): Promise<Named<Row>[]> {
  const nameOf = await actorNames(
    tx,
    rows.map(({ actor }) => actor),
  );
  return rows.map((row) => ({ ...row, actor_name: nameOf(row.actor) }));
}

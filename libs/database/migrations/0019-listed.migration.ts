import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of one turn: a few hundred milliseconds, so that nobody waits long for a row. */
const turn = 10_000;
/** A chase that was not filled yet; no invoice is due then. */
const unfilled = `due_date = 'infinity'`;

/** The last step of the present cycle, as `stageOf` in libs/domain has it. */
const stage = `coalesce((select l.step from ledger l where l.invoice_id = c.invoice_id and l.cycle = c.cycle
  and l.result not in ('withdrawn', 'skipped', 'claimed') and l.kind not in ('copy', 'confirmation') order by l.at desc, l.recorded_at desc, l.id desc limit 1), 'new')`;

/** Fills chases from their invoices and ledgers. */
export const fillListed = (chases: string): string =>
  `update chase c set due_date = i.due_date, open = i.open, created_at = i.created_at, stage = ${stage} from invoice i where i.id = c.invoice_id and ${chases}`;

/**
 * What lists find and sort invoices by stands with the chase, beside the plan. The columns come with defaults, so that no row is rewritten
 * and a process of the version before goes on working; what such a process writes meanwhile is listed by its old values until that chase is
 * planned again. The rows are filled in turns of their own: one transaction over all of them would make every send wait for its end.
 */
export class Listed1764000000019 implements MigrationInterface {
  readonly name = 'Listed1764000000019';
  readonly transaction = false;

  /** Not one transaction, so it may have been broken off: every part of it can be done again. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table chase add column if not exists stage text not null default 'new', add column if not exists due_date date not null default 'infinity',
         add column if not exists open bigint not null default 0, add column if not exists created_at timestamptz not null default now()`,
    );
    await runner.query(`create index if not exists chase_unfilled on chase (invoice_id) where ${unfilled}`);
    for (let filled = turn; filled > 0;) {
      const done: unknown = await runner.query(
        `with f as (${fillListed(`c.invoice_id in (select invoice_id from chase where ${unfilled} order by invoice_id limit ${turn})`)} returning 1)
         select count(*)::int as filled from f`,
      );
      filled = filledOf(done);
    }
    await runner.query('drop index chase_unfilled');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chase drop column stage, drop column due_date, drop column open, drop column created_at');
  }
}

function filledOf(rows: unknown): number {
  const [row]: unknown[] = Array.isArray(rows) ? rows : [];
  return typeof row === 'object' && row !== null && 'filled' in row && typeof row.filled === 'number' ? row.filled : 0;
}

/** What a process looks at once, when it connects. */
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Door } from './accounts.js';
import { type BoundaryFinding, inspectAccount } from './inspect-boundary.js';
import { inspectDurability } from './inspect-durability.js';

/** What is asked of a login. */
export interface Login {
  readonly account?: Door | undefined;
  readonly durable?: boolean;
}

/** The account that a process was given is one that holds nobody back. */
export class UnsafeAccount extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the account for the database is not safe: ${problems.join('; ')}`);
    this.name = 'UnsafeAccount';
  }
}

/** The server forgets commits when it crashes. */
export class ForgetfulServer extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`PostgreSQL forgets commits when it crashes: ${problems.join('; ')}`);
    this.name = 'ForgetfulServer';
  }
}

/** @throws UnsafeAccount when the account owns something, is a superuser or could become another; ForgetfulServer */
export async function demandGoodLogin(source: DataSource, { account: door, durable }: Login): Promise<void> {
  const ask = async (text: string, values: readonly string[]) => z.array(z.unknown()).parse(await source.query(text, [...values]));
  const said = ({ what, mend }: BoundaryFinding): string => `${what} (${mend})`;
  try {
    if (door !== undefined) {
      const [row] = z.tuple([z.object({ name: z.string() })]).parse(await ask('select session_user::text as name', []));
      const findings = await inspectAccount({ name: row.name, door }, ask);
      if (findings.length > 0) throw new UnsafeAccount(findings.map(said));
    }
    const forgetful = durable === true ? await inspectDurability(ask) : [];
    if (forgetful.length > 0) throw new ForgetfulServer(forgetful.map(said));
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

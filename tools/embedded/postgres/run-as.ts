import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The account a server runs under; undefined means: as whoever we are. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses root, and initdb refuses a uid without a passwd entry; these exist without us creating anything. */
const ACCOUNTS = ['postgres', 'nobody'];

/** Where we are root: an unprivileged account that exists. Never creates one. */
export function unprivilegedAccount(passwd: string = readFileSync('/etc/passwd', 'utf8')): RunAs {
  const accounts = new Map(passwd.split('\n').map((line) => [line.split(':')[0] ?? '', line.split(':')]));
  for (const name of ACCOUNTS) {
    const [, , uid, gid] = accounts.get(name) ?? [];
    if (uid !== undefined && gid !== undefined && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`PostgreSQL will not run as root and none of the accounts ${ACCOUNTS.join(', ')} exists; start Maanwerk as another user`);
}

/** undefined unless we are root. */
export function accountForServer(): RunAs | undefined {
  return process.getuid?.() === 0 ? unprivilegedAccount() : undefined;
}

const EXECUTE = { owner: 0o100, group: 0o010, other: 0o001 };

function mayEnter(stats: Pick<Stats, 'uid' | 'gid' | 'mode'>, account: RunAs): boolean {
  if (stats.uid === account.uid) return (stats.mode & EXECUTE.owner) !== 0;
  if (stats.gid === account.gid) return (stats.mode & EXECUTE.group) !== 0;
  return (stats.mode & EXECUTE.other) !== 0;
}

/** Whether the account can walk down to this folder: a clone below a 0700 home is common, and spawning into it dies with EACCES. */
export function canReach(folder: string, account: RunAs): boolean {
  const path = resolve(folder);
  const parent = dirname(path);
  return (parent === path || canReach(parent, account)) && mayEnter(statSync(path), account);
}

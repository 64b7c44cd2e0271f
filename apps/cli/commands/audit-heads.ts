/** `maanwerk audit export-head | sign`: heads of the chains in a file that somebody keeps elsewhere. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { toPublicId } from '#contracts/ids.js';
import type { Database } from '#database/database.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type Head, type HeadFile, isSignedBy, readHeadFile, signedBy, unsigned } from './support/head-file.js';
import { withExamples } from './support/options.js';
import { asOwner, demandCreditor } from './support/owner.js';
import { parseCreditor } from './support/owner-ids.js';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliFailure(ExitCode.usage, `${path} cannot be read`, { why: error instanceof Error ? error.message : String(error) });
  }
}

function keyOf(path: string, read: (text: string) => KeyObject): KeyObject {
  const text = textOf(path);
  try {
    const key = read(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // told below: what the library says of a key is of no use to its reader
  }
  throw new CliFailure(ExitCode.usage, `${path} holds no Ed25519 key in PEM`, {
    todo: ['make one: `openssl genpkey -algorithm ed25519 -out audit.pem`', 'its public half: `openssl pkey -in audit.pem -pubout`'],
  });
}

function fileOf(path: string): HeadFile {
  const file = readHeadFile(textOf(path));
  if (file) return file;
  throw new CliFailure(ExitCode.usage, `${path} is no file of \`maanwerk audit export-head\``);
}

/** A file that everybody who is trusted has signed. @throws CliFailure when one has not, or nobody is trusted */
export function trustedFile(path: string, trusted: readonly string[]): HeadFile {
  const file = fileOf(path);
  if (trusted.length === 0)
    throw new CliFailure(ExitCode.usage, '--against needs --trust', {
      why: 'anybody can write such a file; only a key that you have from elsewhere says who did',
      todo: ['name the public key of who signed it: --trust auditor.pub.pem'],
    });
  for (const key of trusted)
    if (!isSignedBy(file, keyOf(key, createPublicKey)))
      throw new CliFailure(ExitCode.refused, `${path} is not signed with the key of ${key}, or was changed since`);
  return file;
}

interface HeadRow {
  readonly tenant_id: string;
  readonly position: bigint;
  readonly hash: Buffer;
  readonly sealed_at: Date;
}

async function headsOf(owner: Database, creditor: string | undefined): Promise<Head[]> {
  if (creditor !== undefined) await demandCreditor(owner, creditor, '--creditor');
  const sql = 'select tenant_id, position, hash, sealed_at from event_chain where $1::uuid is null or tenant_id = $1 order by tenant_id';
  const rows = await owner.ofSystem((tx) => tx.query<HeadRow & Record<string, unknown>>(sql, [creditor ?? null]));
  return rows.map(({ tenant_id, position, hash, sealed_at }) => ({
    creditor: toPublicId('tenant', tenant_id),
    position: position.toString(),
    hash: hash.toString('hex'),
    sealedAt: sealed_at.toISOString(),
  }));
}

interface ExportFlags {
  readonly key: string;
  readonly creditor?: string;
  readonly out?: string;
}

const now = (): string => new Date().toISOString();

function put(context: CliContext, file: HeadFile, path: string | undefined): void {
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (path === undefined) return context.output.lines([text.trimEnd()]);
  writeFileSync(path, text, { mode: 0o600 });
  context.output.say(`${file.statement.heads.length} heads in ${path}. Keep it where who owns the database cannot write.`);
}

async function exportHead(context: CliContext, { key: keyPath, creditor, out }: ExportFlags): Promise<void> {
  const key = keyOf(keyPath, createPrivateKey);
  const heads = await asOwner(context, (owner) => headsOf(owner, creditor));
  put(context, signedBy(unsigned({ exportedAt: now(), heads }), key, now()), out);
}

function countersign(context: CliContext, path: string, { key, out }: Omit<ExportFlags, 'creditor'>): void {
  put(context, signedBy(fileOf(path), keyOf(key, createPrivateKey), now()), out ?? path);
}

/** Registers both. */
export function registerHeads(audit: Command, context: CliContext): void {
  const key = (): Option => new Option('--key <file>', 'Ed25519 private key in PEM').makeOptionMandatory();
  const exported = audit
    .command('export-head')
    .description('writes where each chain stands, signed: kept elsewhere it proves later that nothing before was changed')
    .addOption(key())
    .addOption(new Option('--creditor <id>', 'of one creditor; of all when left out').argParser(parseCreditor))
    .option('--out <file>', 'into a file; printed when left out')
    .action((flags: ExportFlags) => exportHead(context, flags));
  withExamples(exported, 'audit export-head --key audit.pem --out heads-2026-11.json');
  const signed = audit
    .command('sign')
    .description('adds a signature to such a file: of an auditor, a second operator, whoever keeps it')
    .argument('<file>')
    .addOption(key())
    .option('--out <file>', 'into another file; into the same when left out')
    .action((path: string, flags: Omit<ExportFlags, 'creditor'>) => countersign(context, path, flags));
  withExamples(signed, 'audit sign heads-2026-11.json --key auditor.pem');
}

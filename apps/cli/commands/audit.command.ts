import { type Command, InvalidArgumentError, Option } from 'commander';
import { creditorsWithEvents, sealAt } from '#database/audit/chain-ends.js';
import { beginning, type Finding, type Place } from '#database/audit/check-seals.js';
import { recall, remember } from '#database/audit/remembered.js';
import { anchorFinding, type Verified, verifyChain } from '#database/audit/verify-chain.js';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import type { Database } from '#database/database.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import type { Progress } from '../frame/progress.js';
import { registerHeads, trustedFile } from './audit-heads.js';
import { withExamples } from './support/options.js';
import type { Head } from './support/head-file.js';
import { asOwner, demandCreditor } from './support/owner.js';
import { parseCreditor } from './support/owner-ids.js';

interface VerifyFlags {
  readonly creditor?: string;
  readonly from?: bigint | 'last';
  readonly against?: string;
  readonly trust?: readonly string[];
  readonly timeZone?: string;
}

/** A finding, with what it is about: the chain itself, or a head that was kept elsewhere. Other records of ours may be held against later. */
interface Told extends Finding {
  readonly check: 'chain' | 'anchor';
  readonly creditor: string;
}

function parseFrom(text: string): bigint | 'last' {
  if (text === 'last') return text;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('Write a position of the chain, or `last`: where the last verification ended.');
}

function parseZone(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_+/-]{0,60}$/.test(text)) return text;
  throw new InvalidArgumentError('Write a time zone like Europe/Amsterdam.');
}

async function startOf(owner: Database, tenantId: string, from: VerifyFlags['from']): Promise<Place> {
  if (from === undefined || from === 0n) return beginning;
  if (from === 'last') return (await recall(owner, tenantId)).sound;
  const seal = await sealAt(owner, tenantId, from);
  if (seal) return seal;
  throw new CliFailure(ExitCode.usage, `--from: the chain of ${toPublicId('tenant', tenantId)} has no position ${from}`);
}

/** Verifies one chain, and remembers how far it held when it was read from a place that was seen to hold. */
async function verifyOne(owner: Database, tenantId: string, { flags, heard }: { flags: VerifyFlags; heard: (read: number) => void }) {
  const from = await startOf(owner, tenantId, flags.from);
  const verified = await verifyChain(owner, { tenantId, from, heard, firstZone: flags.timeZone });
  const whole = from.position === 0n;
  if (whole || flags.from === 'last') {
    const { wholeAt } = await recall(owner, tenantId);
    await remember(owner, { ...verified, again: beginning, wholeAt: whole && verified.findingsCount === 0 ? new Date() : wholeAt });
  }
  return verified;
}

/** Holds what was written down against the chains. */
async function anchorsOf(owner: Database, heads: readonly Head[]): Promise<Told[]> {
  const told: Told[] = [];
  for (const { creditor, position, hash } of heads) {
    const anchor = { position: BigInt(position), hash: Buffer.from(hash, 'hex') };
    const finding = await anchorFinding(owner, fromPublicId('tenant', creditor) ?? '', anchor);
    if (finding) told.push({ check: 'anchor', creditor, ...finding });
  }
  return told;
}

async function seals(owner: Database): Promise<number> {
  const row = await owner.ofSystem((tx) => tx.one<{ n: bigint | null }>('select sum(position)::bigint as n from event_chain'));
  return Number(row?.n ?? 0);
}

interface Looked {
  readonly chains: readonly Verified[];
  readonly told: readonly Told[];
  readonly count: number;
}

async function look(owner: Database, flags: VerifyFlags, { heads, bar }: { heads: readonly Head[]; bar: Progress }): Promise<Looked> {
  if (flags.creditor !== undefined) await demandCreditor(owner, flags.creditor, '--creditor');
  else bar.total(await seals(owner));
  const chains: Verified[] = [];
  let before = 0;
  for (const tenantId of flags.creditor === undefined ? await creditorsWithEvents(owner) : [flags.creditor]) {
    const verified = await verifyOne(owner, tenantId, { flags, heard: (read) => bar.update(before + read) });
    before += verified.read;
    chains.push(verified);
  }
  const asked = flags.creditor === undefined ? heads : heads.filter(({ creditor }) => fromPublicId('tenant', creditor) === flags.creditor);
  const anchors = await anchorsOf(owner, asked);
  const ofChains = chains.flatMap(({ tenantId, findings }) =>
    findings.map((finding): Told => ({ check: 'chain', creditor: toPublicId('tenant', tenantId), ...finding })),
  );
  return { chains, told: [...ofChains, ...anchors], count: chains.reduce((sum, { findingsCount }) => sum + findingsCount, anchors.length) };
}

const shown = ({ check, creditor, code, position, eventId, says }: Told) => ({
  check,
  creditor,
  code,
  position: position?.toString() ?? null,
  event: eventId === null ? null : toPublicId('event', eventId),
  says,
});

function print({ output }: CliContext, { chains, told, count }: Looked): void {
  const read = chains.map(({ tenantId, read: seen, place, findingsCount }) => ({
    creditor: toPublicId('tenant', tenantId),
    read: seen,
    position: place.position.toString(),
    findings: findingsCount,
  }));
  const findings = told.map(shown);
  if (output.format === 'json') return output.json({ sound: count === 0, creditors: read, findingsCount: count, findings });
  if (findings.length > 0)
    return output.list(findings, [
      { title: 'creditor', value: (row) => row.creditor },
      { title: 'position', value: (row) => row.position, align: 'right' },
      { title: 'finding', value: (row) => row.code },
      { title: 'event', value: (row) => row.event },
      { title: 'meaning', value: (row) => row.says, wrap: true },
    ]);
  return output.list(read, [
    { title: 'creditor', value: (row) => row.creditor },
    { title: 'seals read', value: (row) => row.read, align: 'right' },
    { title: 'up to position', value: (row) => row.position, align: 'right' },
    { title: 'findings', value: (row) => row.findings, align: 'right' },
  ]);
}

async function verify(context: CliContext, flags: VerifyFlags): Promise<void> {
  if (flags.against !== undefined && flags.from !== undefined)
    throw new CliFailure(ExitCode.usage, '--against needs the whole chain', {
      why: 'a hash that was kept proves what stands before it, and only if all of that is read',
      todo: ['leave out --from'],
    });
  const heads = flags.against === undefined ? [] : trustedFile(flags.against, flags.trust ?? []).statement.heads;
  const bar = context.progress('audit', 0);
  const looked = await asOwner(context, (owner) => look(owner, flags, { heads, bar }), { readsEverything: true }).finally(() => bar.stop());
  print(context, looked);
  if (looked.count === 0) return context.output.say('Every chain holds.');
  throw new CliFailure(ExitCode.findings, `The audit does not hold: ${looked.count} finding${looked.count === 1 ? '' : 's'}`, {
    todo: ['see what each means and what to do: docs/operations/runbook.md, "The audit does not hold"'],
  });
}

function registerVerify(audit: Command, context: CliContext): void {
  const collect = (path: string, before: readonly string[] = []): string[] => [...before, path];
  const command = audit
    .command('verify')
    .description('reads the hash chains of audit events and says what was changed, cut, forged or left out')
    .addOption(new Option('--creditor <id>', 'of one creditor; of all when left out').argParser(parseCreditor))
    .addOption(new Option('--from <position>', 'not from the first seal: from a position, or `last`').argParser(parseFrom))
    .option('--against <file>', 'holds the chains against heads that were exported before')
    .addOption(new Option('--trust <file>', 'public key of who signed that file; can be repeated').argParser(collect))
    .addOption(
      new Option('--time-zone <zone>', 'of the server when it made seals of version 1; its present one when left out').argParser(parseZone),
    )
    .action((flags: VerifyFlags) => verify(context, flags));
  withExamples(command, 'audit verify', 'audit verify --from last', 'audit verify --against heads-2026-11.json --trust auditor.pub.pem');
}

/** `maanwerk audit ...`: works on DATABASE_URL itself, so that nothing between the rows and the reader has to be believed. */
export const registerAudit: RegisterCommand = (program, context) => {
  const audit = program.command('audit').description('the hash chains of audit events: verified, and their heads kept elsewhere');
  registerVerify(audit, context);
  registerHeads(audit, context);
};

/** `/v1/creditor`: whose name stands in every message. Each key belongs to one creditor, so there is no id. */
import { Body, Controller, Get, Inject, Patch } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { changeCreditor, type CreditorChanges } from '#casebook/commands/change-creditor.js';
import type { MessageChannel } from '#channels/channel.port.js';
import type { ConfigType } from '#config/config.module.js';
import { channelsConfig } from '#config/shared.config.js';
import { toPublicId } from '#contracts/ids.js';
import { type CreditorRow, lockCreditor, readCreditor } from '#database/repositories/creditors.repository.js';
import { presentInstant } from '../edge/time.schema.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import { demandMatch, etagOf } from '../http/etag.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { refuseChoice } from './provider-choice.js';
import { type ChangeCreditorBody, changeCreditorBody, creditorOut, storedCreditor } from './creditor.schema.js';

type CreditorAnswer = z.output<typeof creditorOut>;

@Controller('v1/creditor')
export class CreditorController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
    @Inject(channelsConfig.KEY) private readonly channels: ConfigType<typeof channelsConfig>,
  ) {}

  @Get()
  @Operation({ id: 'getCreditor', scope: 'creditor:read', summary: 'Read the creditor of the key', answers: { 200: creditorOut } })
  async get(@At() exchange: Exchange): Promise<CreditorAnswer> {
    const row = await this.reads.run(exchange, readCreditor);
    exchange.response.setHeader('ETag', etagOf(row.version));
    return presentCreditor(row);
  }

  @Patch()
  @Operation({
    id: 'changeCreditor',
    scope: 'creditor:write',
    summary: 'Change what stands in the messages of the creditor',
    answers: { 200: creditorOut },
    ifMatch: true,
  })
  change(@At() exchange: Exchange, @Body({ schema: changeCreditorBody }) body: ChangeCreditorBody): Promise<AnswerOf<typeof creditorOut>> {
    return this.cases.onTenant(exchange, async (tx, { actor }) => {
      const row = await lockCreditor(tx);
      demandMatch(exchange, etagOf(row.version));
      const refused = refuseChoice(this.channels, { chosen: body.providers ?? {}, isTest: row.mode !== 'live' });
      if (refused) throw refusalProblem(refused);
      const changed = await changeCreditor(tx, actor, { row, changes: changesOf(body, row) });
      if (isRefused(changed)) throw refusalProblem(changed);
      const now = await readCreditor(tx);
      return { status: 200, body: presentCreditor(now), headers: { ETag: etagOf(now.version) } };
    });
  }
}

/** An absent field must not be there at all: `undefined` would be written as nothing. */
const changesOf = (body: ChangeCreditorBody, row: CreditorRow): CreditorChanges => ({
  ...(body.name !== undefined && { name: body.name }),
  ...(body.addressLines !== undefined && { addressLines: body.addressLines }),
  ...(body.iban !== undefined && { iban: body.iban }),
  ...(body.accountName !== undefined && { accountName: body.accountName }),
  ...(body.kvk !== undefined && { kvk: body.kvk }),
  ...(body.email !== undefined && { email: body.email }),
  ...(body.phone !== undefined && { phone: body.phone }),
  ...(body.contactPerson !== undefined && { contactPerson: body.contactPerson }),
  ...(body.timeZone !== undefined && { timeZone: body.timeZone }),
  ...(body.replyTo !== undefined && { replyTo: body.replyTo }),
  ...(body.senderName !== undefined && { senderName: body.senderName }),
  ...(body.senderAddress !== undefined && { senderAddress: body.senderAddress }),
  ...(body.smsSender !== undefined && { smsSender: body.smsSender }),
  ...(body.providers !== undefined && { providers: withChoice(row, body.providers) }),
});

/** A channel that is not named keeps its choice. */
function withChoice(
  { creditor }: CreditorRow,
  chosen: NonNullable<ChangeCreditorBody['providers']>,
): Record<MessageChannel, string | null> {
  const { providers } = storedCreditor.parse(creditor);
  const of = (channel: MessageChannel): string | null => (chosen[channel] === undefined ? (providers[channel] ?? null) : chosen[channel]);
  return { email: of('email'), sms: of('sms'), whatsapp: of('whatsapp'), letter: of('letter') };
}

function presentCreditor({ id, mode, creditor, allowed, createdAt, updatedAt }: CreditorRow): CreditorAnswer {
  const stored = storedCreditor.parse(creditor);
  const { name, addressLines, iban, accountName, kvk, email, phone, contactPerson, timeZone, providers } = stored;
  return {
    object: 'creditor',
    id: toPublicId('tenant', id),
    mode: creditorOut.shape.mode.parse(mode),
    name,
    addressLines,
    iban,
    accountName: accountName ?? null,
    kvk: kvk ?? null,
    email,
    phone: phone ?? null,
    contactPerson: contactPerson ?? null,
    timeZone: timeZone ?? null,
    replyTo: stored.replyTo ?? null,
    senderName: stored.senderName ?? null,
    senderAddress: stored.senderAddress ?? null,
    smsSender: stored.smsSender ?? null,
    allowedSenders: { domains: [...allowed.domains], smsNames: [...allowed.smsNames] },
    providers: {
      email: providers.email ?? null,
      sms: providers.sms ?? null,
      whatsapp: providers.whatsapp ?? null,
      letter: providers.letter ?? null,
    },
    createdAt: presentInstant(createdAt),
    updatedAt: presentInstant(updatedAt),
  };
}

/** Bodies about debtors as the casebook takes them. */
import type { changeDebtor, DebtorInput } from '#casebook/commands/manage-debtor.js';
import type { ChangeDebtorBody, CreateDebtorBody } from './debtors.schema.js';

/** A debtor written out in a body; absent is unknown. The clock is added by who knows it. */
export function debtorInputOf(body: Omit<CreateDebtorBody, 'testClock'>): Omit<DebtorInput, 'testClockId'> {
  return {
    externalId: body.externalId ?? null,
    kind: body.kind,
    name: body.name,
    language: body.language,
    segment: body.segment ?? null,
    email: body.email ?? null,
    phone: body.phone ?? null,
    address: body.address ?? null,
    kvk: body.kvk ?? null,
    preferredChannel: body.preferredChannel ?? null,
    refusedChannels: body.refusedChannels,
  };
}

/** The changes a body names. An absent field must not be there at all: `undefined` would be written as null. */
export function debtorChangesOf(body: ChangeDebtorBody): Parameters<typeof changeDebtor>[1] {
  return {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.kind !== undefined && { kind: body.kind }),
    ...(body.language !== undefined && { language: body.language }),
    ...(body.segment !== undefined && { segment: body.segment }),
    ...(body.email !== undefined && { email: body.email }),
    ...(body.phone !== undefined && { phone: body.phone }),
    ...(body.address !== undefined && { address: body.address }),
    ...(body.kvk !== undefined && { kvk: body.kvk }),
    ...(body.preferredChannel !== undefined && { preferredChannel: body.preferredChannel }),
    ...(body.refusedChannels !== undefined && { refusedChannels: body.refusedChannels }),
    ...(body.doNotContact !== undefined && { doNotContact: body.doNotContact }),
    ...(body.externalId !== undefined && { externalId: body.externalId }),
  };
}

import type { Resend } from 'resend';
import { z } from 'zod';
import type { LookupOutcome, LookupReference } from '../channel.port.js';

/** Clocks of two companies differ; a mail stamped this much before our claim can still be ours. */
const clockSkewMs = 5 * 60 * 1_000;
/** 100 mails a page: the search covers the last 2,000 mails and then gives up with `unknown`, which a person settles. */
const pageSize = 100;
const mostPages = 20;

const sentMail = z.object({ id: z.string(), to: z.array(z.string()), subject: z.string(), created_at: z.string() });
const page = z.object({ has_more: z.boolean(), data: z.array(sentMail) });

/** Resend writes `2023-04-03 22:13:42.674981+00`, which is not quite ISO 8601. */
const instantOf = (text: string): number => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));

/**
 * Searches the list of sent mails, newest first, for recipient and subject since the claim. The list shows no reference of ours, so two
 * mails with one subject to one person cannot be told apart; subjects carry the invoice number for that reason.
 */
export async function findSentMail(client: Resend, reference: LookupReference, signal: AbortSignal): Promise<LookupOutcome> {
  const since = reference.claimedAt - clockSkewMs;
  let after: string | undefined;
  for (let read = 0; read < mostPages; read++) {
    const answer = await client.emails.list({ limit: pageSize, ...(after === undefined ? {} : { after }) }, { signal }).catch(() => null);
    const parsed = page.safeParse(answer?.data);
    if (!parsed.success) return { status: 'unknown', detail: 'the list of sent mails could not be read' };
    for (const mail of parsed.data.data) {
      if (instantOf(mail.created_at) < since) return { status: 'absent' };
      if (mail.subject === reference.subject && mail.to.some((to) => to.toLowerCase() === reference.to.toLowerCase()))
        return { status: 'found', providerId: mail.id };
    }
    after = parsed.data.data.at(-1)?.id;
    if (!parsed.data.has_more || after === undefined) return { status: 'absent' };
  }
  return { status: 'unknown', detail: `not among the last ${mostPages * pageSize} mails` };
}

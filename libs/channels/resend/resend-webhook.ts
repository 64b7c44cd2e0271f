import { z } from 'zod';
import type { Instant } from '#domain/calendar/zone.js';
import { type DeliveryKind, taggedMessage } from '../channel.port.js';
import type { IncomingReport, ReportReading } from '../provider.js';
import { refuseSignature } from '../webhook-signature.js';

const bounce = z.object({ type: z.string(), subType: z.string().optional(), message: z.string().optional() });
const envelope = z.object({
  type: z.string(),
  created_at: z.string(),
  data: z.object({
    email_id: z.string().min(1).optional(),
    // A report that names its mail is good without them.
    tags: z.record(z.string(), z.string()).optional().catch(undefined),
    bounce: bounce.optional(),
    failed: z.object({ reason: z.string() }).optional(),
    suppressed: z.object({ message: z.string().optional(), reason: z.string().optional() }).optional(),
  }),
});
type Report = z.infer<typeof envelope>;

/** A full mailbox or a busy server is not the end of an address: only `Permanent` is. `Undetermined` is not proof either. */
const bounceKind = (report: Report): DeliveryKind => (report.data.bounce?.type === 'Permanent' ? 'bounced-hard' : 'bounced-soft');

/**
 * `email.sent` is not among them: the answer to the send said so already, and it is half of all reports. Opens and clicks are made by
 * scanners too, so nothing may hang on them; `suppressed` means the address bounced or complained before.
 */
const kinds: Readonly<Record<string, (report: Report) => DeliveryKind>> = {
  'email.delivered': () => 'delivered',
  'email.delivery_delayed': () => 'delayed',
  'email.bounced': bounceKind,
  'email.complained': () => 'complained',
  'email.failed': () => 'failed',
  'email.suppressed': () => 'bounced-hard',
};

function detailOf(report: Report): string {
  const { bounce: bounced, failed, suppressed } = report.data;
  if (bounced !== undefined) return [bounced.type, bounced.subType, bounced.message].filter(Boolean).join(': ').slice(0, 500);
  return (failed?.reason ?? suppressed?.message ?? suppressed?.reason ?? '').slice(0, 500);
}

function parse(rawBody: Uint8Array): Report | null {
  try {
    return envelope.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody))).data ?? null;
  } catch {
    return null;
  }
}

const single = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** Checks the signature (`svix-*` headers, several secrets while one is rotated) on the raw bytes, then reads the report. */
export function readResendWebhook(
  incoming: IncomingReport,
  check: { readonly secrets: readonly string[]; readonly now: Instant },
): ReportReading {
  const id = single(incoming.headers['svix-id']);
  const signed = { id, timestamp: single(incoming.headers['svix-timestamp']), signature: single(incoming.headers['svix-signature']) };
  const refusal = refuseSignature(signed, incoming.rawBody, check);
  if (refusal !== null) return { result: 'refused', code: refusal };
  const report = parse(incoming.rawBody);
  if (report === null || id === undefined) return { result: 'refused', code: 'malformed' };
  const kind = Object.hasOwn(kinds, report.type) ? kinds[report.type]?.(report) : undefined;
  if (kind === undefined) return { result: 'ignored', type: report.type };
  const at = Date.parse(report.created_at);
  if (report.data.email_id === undefined || Number.isNaN(at)) return { result: 'refused', code: 'malformed' };
  const { email_id: providerMessageId, tags } = report.data;
  const event = { providerEventId: id, providerMessageId, kind, at, detail: detailOf(report), tagged: taggedMessage(tags ?? {}) };
  return { result: 'reports', reports: [event] };
}

/**
 * The bytes in which an answer is kept for a repeated request: the very JSON that was sent, deflated. Answers of one API look alike, so they
 * are packed against a sample of them, which takes most of what the common parts would cost.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** What is kept: body and headers of the answer. */
export interface KeptAnswer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The samples, by the first byte of what was packed against them. One is never changed or taken away while an answer may be kept that needs
 * it: another is added beside it.
 */
const samples: ReadonlyMap<number, Buffer> = new Map([
  [
    1,
    Buffer.from(
      '{"body":{"code":"","detail":"","errors":[{"pointer":"/","detail":""}],"type":"about:blank","title":"","instance":"/v1/","requestId":"","paymentId":"pay_","allocation":[{"invoice":"inv_",' +
        '"amount":{"amount":,"currency":"EUR"},"basis":"named"}],"credit":null,"hint":null,"inFlight":[],"replayed":false,"id":"inv_","number":"","externalId":null,"debtor":{"id":"deb_","name":"",' +
        '"kind":"company","language":"nl"},"status":"scheduled","outcome":null,"stage":"new","issueDate":"2026-","dueDate":"2026-","total":{"amount":,"currency":"EUR"},"open":{"amount":,"currency":"EUR"},' +
        '"paid":{"amount":0,"currency":"EUR"},"credited":{"amount":0,"currency":"EUR"},"writtenOff":{"amount":0,"currency":"EUR"},"disputed":null,"description":null,"termBasis":"agreed",' +
        '"paymentReference":null,"policy":{"key":"standaard","version":1},"waitsFor":"time","openTask":null,"plan":{"next":"step","at":"2026-T08:00:00.000Z","outcome":null,"reasons":["due-by-policy"],' +
        '"skipped":[{"key":"check-in","reason":"not-for-this-debtor"}],"inputs":{"policy":"standaard","today":"2026-","dueDate":"2026-","amount":"","debtorKind":"company","step":"pre-due"},' +
        '"step":{"key":"pre-due","occurrence":1,"kind":"message","at":"2026-","channel":"email","alsoVia":[],"template":"pre-due","tone":"friendly","amount":{"amount":,"currency":"EUR"},' +
        '"legal":null,"approval":"none","deadline":null}},"pause":null,"promise":null,"paymentPlan":null,"dispute":null,"holds":[],"limitationLastDay":"2031-","createdAt":"2026-T09:00:00.000Z",' +
        '"updatedAt":"2026-","version":1},"headers":{"Location":"/v1/invoices/inv_","ETag":"\\"1\\"","Content-Type":"application/problem+json; charset=utf-8"}}',
    ),
  ],
  [
    2,
    Buffer.from(
      '{"code":"","detail":"","errors":[{"pointer":"/","detail":""}],"type":"about:blank","title":"","instance":"/v1/","requestId":"' +
        'req_","Content-Type":"application/problem+json; charset=utf-8","object":"payment","paymentId":"pay_01m","allocation":[{"invoi' +
        'ce":"inv_01m","basis":"named"}],"credit":null,"hint":null,"inFlight":[],"replayed":false}{"body":{"object":"invoice","id":"in' +
        'v_01m","externalId":null,"number":"","debtor":{"id":"deb_01m","externalId":"","name":"","kind":"company"},"issueDate":"2026-"' +
        ',"dueDate":"2026-","description":null,"paymentReference":null,"contract":{"termBasis":"agreed","claim":"contract"},"limitatio' +
        'n":{"lastDay":"2031-","barred":false},"policy":{"key":"standaard","version":1},"total":{"amount":,"currency":"EUR"},"amounts"' +
        ':{"total":{"amount":,"currency":"EUR"},"paid":{"amount":0,"currency":"EUR"},"credited":{"amount":0,"currency":"EUR"},"written' +
        'Off":{"amount":0,"currency":"EUR"},"costs":{"amount":0,"currency":"EUR"},"interest":{"amount":0,"currency":"EUR"},"open":{"am' +
        'ount":,"currency":"EUR"}},"status":"open","disputed":false,"stage":"new","overdueDays":0,"nextAction":{"step":"pre-due","at":' +
        '"2026-T0:.000Z","channel":"email","reason":"due-by-policy"},"waitsFor":"time","blockers":[],"task":null,"notice":null,"chase"' +
        ':{"workflowId":"chase/inv_01m","cycle":1},"pause":null,"outcome":null,"closedAt":null,"closeReason":null,"adopted":null,"dire' +
        'ctDebit":false,"testClock":null,"registeredAt":"2026-T10:00:00.000Z","createdAt":"2026-T1:Z","updatedAt":"2026-T1:Z","dispute' +
        's":[],"promise":null,"paymentPlan":null,"payments":[],"holds":[],"handover":null,"plan":{"next":"step","at":"2026-T0:.000Z","' +
        'step":{"key":"pre-due","occurrence":1,"kind":"message","at":"2026-T0:.000Z","channel":"email","alsoVia":[],"template":"pre-du' +
        'e","tone":"friendly","amount":{"amount":,"currency":"EUR"},"legal":null,"approval":"none","deadline":null,"charges":{"fixedFe' +
        'e":{"amount":0,"currency":"EUR"},"interest":"none","collectionCosts":"none"}},"outcome":null,"reasons":["due-by-policy"],"ski' +
        'pped":[{"key":"check-in","occurrence":1,"reason":"not-for-this-debtor"}],"inputs":{"policy":"standaard","today":"2026-","dueD' +
        'ate":"2026-","amount":"","debtorKind":"company"}}},"headers":{"ETag":"\\"v1-1\\"","Location":"/v1/invoices/inv_01m"}}',
    ),
  ],
]);
const newest = 2;

const shape = z.object({ body: z.unknown(), headers: z.record(z.string(), z.string()) });

/** Packs an answer. */
export function packAnswer(answer: KeptAnswer): Buffer {
  const dictionary = samples.get(newest);
  if (!dictionary) throw new Error('there is no sample to pack answers against');
  const { body, headers } = answer;
  return Buffer.concat([Buffer.from([newest]), deflateRawSync(JSON.stringify({ body: body ?? null, headers }), { dictionary })]);
}

/** Reads what {@link packAnswer} packed. @throws Error when it was packed against a sample that this version does not know */
export function unpackAnswer(packed: Buffer): KeptAnswer {
  const dictionary = samples.get(packed[0] ?? 0);
  if (!dictionary) throw new Error(`the answer was kept in form ${packed[0]}, which this version does not know`);
  const { body, headers } = shape.parse(JSON.parse(inflateRawSync(packed.subarray(1), { dictionary }).toString('utf8')));
  return { body, headers };
}

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
]);
const newest = 1;

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

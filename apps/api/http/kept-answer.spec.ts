import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packAnswer, unpackAnswer } from './kept-answer.js';

describe('an answer that is kept', () => {
  it('comes back byte for byte as it was sent, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), (body, headers) => {
        const back = unpackAnswer(packAnswer({ body, headers }));
        expect(JSON.stringify(back.body)).toBe(JSON.stringify(body));
        expect(JSON.stringify(back.headers)).toBe(JSON.stringify(headers));
      }),
    );
  });

  it('keeps the order of its keys, which jsonb does not', () => {
    const body = { zebra: 1, id: 'inv_1', a: { c: null, b: [] } };
    expect(JSON.stringify(unpackAnswer(packAnswer({ body, headers: {} })).body)).toBe(JSON.stringify(body));
  });

  it('is read as it was kept by the first version', () => {
    // Packed on 29 November 2026. Should this fail, answers that are kept for a month could not be given any more.
    const packed = Buffer.from('AauGVyzwYtMQudx00zVUwixpDA2w5HlU96M4sLYWAA==', 'base64');
    expect(unpackAnswer(packed)).toEqual({
      body: { id: 'inv_1', number: 'F-1', open: { amount: 100, currency: 'EUR' } },
      headers: { ETag: '"1"' },
    });
  });

  it('is read as it was kept by the second version', () => {
    const packed = Buffer.from('AiOusjVUQqpY3XRBXPSi0dAAS1Thd19tLQA=', 'base64');
    expect(unpackAnswer(packed)).toEqual({
      body: { object: 'invoice', id: 'inv_1', number: 'F-1', open: { amount: 100, currency: 'EUR' } },
      headers: { ETag: '"v1-1"' },
    });
  });

  it('of a form that is unknown is refused, not guessed at', () => {
    expect(() => unpackAnswer(Buffer.from([9, 1, 2, 3]))).toThrow('form 9');
  });
});

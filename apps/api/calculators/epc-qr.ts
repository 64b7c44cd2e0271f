/** Calculator: the QR code of a SEPA credit transfer (EPC069-12), as text and drawn. */
import { toString as draw } from 'qrcode';
import { z } from 'zod';
import { type EpcQr, epcQr } from '#domain/references/epc-qr.js';
import { amount, articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** `POST /v1/calculators/epc-qr`. */
export const epcQrBody = z
  .strictObject({
    name: z.string().max(200),
    iban: z.string().max(50),
    amount,
    reference: z.string().max(60).optional(),
    text: z.string().max(300).optional(),
    bic: z.string().max(20).optional(),
    purpose: z.string().max(10).optional(),
    information: z.string().max(200).optional(),
  })
  .meta({ id: 'EpcQrRequest' });

/** Its answer. */
export const epcQrOut = z
  .strictObject({ payload: z.string(), bytes: z.int(), svg: z.string(), articles: articlesOut })
  .meta({ id: 'EpcQr' });

type Body = z.output<typeof epcQrBody>;

function payloadOf({ name, iban, amount: asked, ...rest }: Body): EpcQr {
  const { reference, text, bic, purpose, information } = rest;
  return epcQr({
    name,
    iban,
    amount: asked,
    ...(reference !== undefined && { reference }),
    ...(text !== undefined && { text }),
    ...(bic !== undefined && { bic }),
    ...(purpose !== undefined && { purpose }),
    ...(information !== undefined && { information }),
  });
}

/** Reckons and draws. The standard asks for error level M; the 331 bytes it allows are what version 13 holds. */
export async function calculateEpcQr(body: Body): Promise<z.output<typeof epcQrOut>> {
  const fields = ['amount', 'name', 'iban', 'reference', 'text', 'bic', 'purpose', 'information'] as const;
  const { payload, bytes } = calculate({ fields }, () => payloadOf(body));
  const svg = await draw(payload, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return { payload, bytes, svg, articles: ['EPC069-12'] };
}

/** The shape of every refusal, for the document. */
import { z } from 'zod';

export const problemSchema = z
  .looseObject({
    type: z.string().meta({ description: 'Path of the page that explains the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().meta({ description: 'Stable; branch on this.' }),
    requestId: z.string(),
    errors: z.array(
      z.strictObject({
        pointer: z.string().meta({ description: 'JSON Pointer into the body, `?name` for the query.' }),
        code: z.string(),
        detail: z.string(),
      }),
    ),
    retryable: z.boolean(),
    hint: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

/** Pictures of a mail in its frame: a browser knows no `cid:`, and the frame may ask nobody for anything. */
import { z } from 'zod';
import { parseJson } from '../http/router.js';
import type { Message } from '../store/message.js';

const attachment = z.object({ content: z.string(), content_id: z.string().min(1) });
const body = z.object({ attachments: z.array(z.unknown()) });

/** What a picture begins with, in base64; nothing else is shown, whatever it is said to be. */
const kinds: readonly (readonly [start: string, type: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
];
const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/;

function dataOf(content: string): string | null {
  const type = kinds.find(([start]) => content.startsWith(start))?.[1];
  return type !== undefined && isBase64.test(content) ? `data:${type};base64,${content}` : null;
}

/** Pictures that went along with a message, by the name its HTML shows them under. A batch has none: Resend takes none there. */
function picturesOf({ source }: Message): ReadonlyMap<string, string> {
  const sent = body.safeParse(parseJson(source));
  const pictures = new Map<string, string>();
  for (const one of sent.success ? sent.data.attachments : []) {
    const { success, data } = attachment.safeParse(one);
    const shown = success ? dataOf(data.content) : null;
    if (success && shown !== null) pictures.set(data.content_id, shown);
  }
  return pictures;
}

/** The HTML of a message with its own pictures in it. */
export function withPictures(message: Message): string {
  const pictures = picturesOf(message);
  return message.html.replace(/\bsrc="cid:([^"]+)"/g, (whole, cid: string) => {
    const data = pictures.get(cid);
    return data === undefined ? whole : `src="${data}"`;
  });
}

import type { z } from 'zod';
import { settingGroups } from './app-config.js';
import { settingMeta } from '#settings/setting.js';

const WIDTH = 118;

function wrapped(sentence: string): string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const last = lines.length - 1;
    const candidate = `${lines[last] ?? ''} ${word}`.trim();
    if (candidate.length > WIDTH) lines.push(word);
    else lines[last] = candidate;
  }
  return lines.map((line) => `# ${line}`);
}

/** The text of `.env.example`: every setting with its reason and default, commented out because defaults need no file. */
export function renderEnvExample(groups: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = settingGroups): string {
  const lines = ['# Generated from libs/config by `npm run env:example`; every line shows its default.', ''];
  for (const [title, group] of Object.entries(groups)) {
    lines.push(`# ── ${title} ${'─'.repeat(Math.max(3, 60 - title.length))}`, '');
    for (const [name, schema] of Object.entries(group)) {
      const meta = settingMeta.get(schema);
      if (meta === undefined) throw new Error(`${name} is not registered in settingMeta`);
      const rule =
        meta.production === 'explicit' ? ' Production must set it.' : meta.production === 'absent' ? ' Refused in production.' : '';
      lines.push(...wrapped(`${meta.why}${rule}`), `#${name}=${meta.fallback ?? ''}`, '');
    }
  }
  return lines.join('\n');
}

import { z } from 'zod';
import { media, type Mail, type Medium } from './store/message.js';
import { hasTag } from './store/messages.store.js';

/** What happens instead of, or after, taking a message. */
const acts = [
  'refuse',
  'throttle',
  'unavailable',
  'hang',
  'bounce',
  'soft-bounce',
  'complain',
  'execute-and-cut',
  'execute-and-hang',
  'execute-and-call',
  'execute-late',
] as const;
export type Act = (typeof acts)[number];

/** Acts that decide before anything is executed; the others change what follows the execution. */
const before: ReadonlySet<Act> = new Set(['refuse', 'throttle', 'unavailable', 'hang']);
/** Acts that only put the execution off: the request is taken, and carried out later although its caller may have given up. */
const delaying: ReadonlySet<Act> = new Set(['execute-late']);
/** Acts about the answer, as opposed to the message's later fate. */
const answering: ReadonlySet<Act> = new Set(['execute-and-cut', 'execute-and-hang', 'execute-and-call']);

/** A script as it is posted. `nth` counts matching calls from 1 and starts there; `times` is how often it acts (with `nth` once, else always). */
export const scriptSchema = z
  .strictObject({
    match: z
      .strictObject({
        to: z.string().optional(),
        tag: z.string().optional(),
        channel: z.enum(media).optional(),
        nth: z.int().positive().optional(),
      })
      .default({}),
    do: z.enum(acts),
    url: z.url({ protocol: /^https?$/ }).optional(),
    /** After `execute-and-call`: cut the line (default) or answer after all. */
    afterwards: z.enum(['cut', 'answer']).default('cut'),
    times: z.int().positive().optional(),
    /** With `execute-late`: how long the request lies there before it is carried out. */
    lateByMs: z.int().nonnegative().max(3_600_000).default(40_000),
    retryAfterSeconds: z.number().nonnegative().default(1),
  })
  .refine((script) => script.do !== 'execute-and-call' || script.url !== undefined, {
    path: ['url'],
    error: 'execute-and-call needs a url',
  });
export type Script = z.output<typeof scriptSchema>;

interface Loaded {
  readonly id: string;
  readonly script: Script;
  seen: number;
  acted: number;
}

/** The call a script is matched against. */
export interface ScriptedCall {
  readonly channel: Medium;
  readonly mails: readonly Mail[];
  readonly key: string | null;
}

/** Local parts that act by themselves: `bounce@...`, `bounce+anything@...`. */
const byAddress: Readonly<Record<string, Act>> = {
  bounce: 'bounce',
  softbounce: 'soft-bounce',
  complain: 'complain',
  refuse: 'refuse',
  throttle: 'throttle',
  hang: 'hang',
  cut: 'execute-and-cut',
};

const script = (act: Act): Script => scriptSchema.parse({ do: act });

function actOfAddress(call: ScriptedCall): Act | null {
  for (const to of call.mails.flatMap((mail) => mail.to)) {
    const word = /^[a-z]+/i.exec(to)?.[0]?.toLowerCase() ?? '';
    const rest = to.charAt(word.length);
    if (Object.hasOwn(byAddress, word) && /^[@+.-]$/.test(rest)) return byAddress[word] ?? null;
  }
  return null;
}

const addressed = (call: ScriptedCall, to: string | undefined): boolean =>
  to === undefined || to === '*' || call.mails.some((mail) => mail.to.some((address) => address.toLowerCase() === to.toLowerCase()));

/** The faults that were ordered, by call or by address. */
export class Scripts {
  #loaded: Loaded[] = [];
  #nextId = 1;
  readonly #throttledOnce = new Set<string>();

  add(posted: Script): string {
    const id = `scr_${this.#nextId++}`;
    this.#loaded.push({ id, script: posted, seen: 0, acted: 0 });
    return id;
  }

  list(): readonly Readonly<Loaded>[] {
    return this.#loaded;
  }

  clear(): void {
    this.#loaded = [];
    this.#throttledOnce.clear();
  }

  /** What to do before executing, if anything. */
  beforeExecution(call: ScriptedCall): Script | null {
    const scripted = this.#take(call, (act) => before.has(act));
    if (scripted !== null) return scripted;
    const act = actOfAddress(call);
    if (act === null || !before.has(act)) return null;
    return act === 'throttle' && !this.#firstTime(call) ? null : script(act);
  }

  /** How long a request lies there before it is carried out; 0: not at all. */
  delayMs(call: ScriptedCall): number {
    return this.#take(call, (act) => delaying.has(act))?.lateByMs ?? 0;
  }

  /** What to do with the answer of an execution, if anything. */
  answering(call: ScriptedCall): Script | null {
    const act = actOfAddress(call);
    return this.#take(call, (wanted) => answering.has(wanted)) ?? (act !== null && answering.has(act) ? script(act) : null);
  }

  /** What becomes of an executed message. */
  fate(call: ScriptedCall): 'bounce' | 'soft-bounce' | 'complain' | 'deliver' {
    const act =
      this.#take(call, (wanted) => !before.has(wanted) && !delaying.has(wanted) && !answering.has(wanted))?.do ?? actOfAddress(call);
    return act === 'bounce' || act === 'soft-bounce' || act === 'complain' ? act : 'deliver';
  }

  /** `throttle@` refuses a key once, so that a retry gets through. */
  #firstTime(call: ScriptedCall): boolean {
    const key = call.key ?? call.mails.map((mail) => mail.to.join()).join();
    if (this.#throttledOnce.has(key)) return false;
    this.#throttledOnce.add(key);
    return true;
  }

  #take(call: ScriptedCall, wanted: (act: Act) => boolean): Script | null {
    let taken: Script | null = null;
    for (const loaded of this.#loaded) {
      const { match, do: act, times } = loaded.script;
      if (!wanted(act) || (match.channel !== undefined && match.channel !== call.channel)) continue;
      if (!addressed(call, match.to) || !call.mails.some((mail) => hasTag(mail.tags, match.tag))) continue;
      loaded.seen += 1;
      const limit = times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
      if (taken !== null || loaded.seen < (match.nth ?? 1) || loaded.acted >= limit) continue;
      loaded.acted += 1;
      taken = loaded.script;
    }
    return taken;
  }
}

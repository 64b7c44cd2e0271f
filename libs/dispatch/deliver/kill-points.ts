/**
 * Named places in the send path at which a test may end or freeze the process, so that "what if we die here" is tried and not argued. In
 * production nothing is armed and reaching a point costs a comparison.
 */
const killPoints = ['claiming', 'claimed', 'leaving', 'answered', 'recorded'] as const;
/**
 * `claiming`: before the claim commits; `claimed`: before the right to send is checked; `leaving`: after that, before the provider is
 * called; `answered`: before its answer is stored; `recorded`: before the activity reports.
 */
export type KillPoint = (typeof killPoints)[number];

/** Called when a point is reached. */
export type Reach = (point: KillPoint) => void | Promise<void>;

/** Nothing is armed. */
export const unarmed: Reach = () => undefined;

/** `claimed` kills at that point, `claimed:5` as soon as five messages have come to it; `freeze:claimed:8` stops the process instead. */
const orderShape = /^(freeze:)?([a-z]+)(?::(\d+))?$/;

/** What a test ordered: ends the process without a word, as the kernel would, or stops it, with so many messages at the point. */
export function armed(order: string): Reach {
  const [, freezes, point, count = '1'] = orderShape.exec(order) ?? [];
  return point === undefined ? unarmed : signalling(point, { count: Number(count), signal: freezes === undefined ? 'SIGKILL' : 'SIGSTOP' });
}

/** The first ones wait at the point for the last, so that all of them are there when the signal comes; it does so once. */
function signalling(point: string, { count, signal }: { readonly count: number; readonly signal: NodeJS.Signals }): Reach {
  let here = 0;
  let open = (): void => undefined;
  const full = new Promise<void>((resolve) => (open = resolve));
  return async (reached) => {
    if (reached !== point || here >= count) return;
    here += 1;
    if (here < count) return full;
    process.kill(process.pid, signal);
    open();
  };
}

/**
 * Named places in the send path at which a test may end the process, so that "what if we die here" is tried and not argued. In
 * production nothing is armed and reaching a point costs a comparison.
 */
export const killPoints = ['claiming', 'claimed', 'answered', 'recorded'] as const;
/** `claiming`: before the claim commits; `claimed`: before the provider is called; `answered`: before its answer is stored; `recorded`: before the activity reports. */
export type KillPoint = (typeof killPoints)[number];

/** Called when a point is reached. */
export type Reach = (point: KillPoint) => void;

/** Nothing is armed. */
export const unarmed: Reach = () => undefined;

/** Ends the process without a word, as the kernel would, when the point is reached. */
export function armed(point: string): Reach {
  return (reached) => {
    if (reached === point) process.kill(process.pid, 'SIGKILL');
  };
}

/** One line a step, with the time it took: what a newcomer watches while the first start fetches and builds. */
const colour = process.stderr.isTTY && process.env.NO_COLOR === undefined;
const dim = (text) => (colour ? `\u001b[2m${text}\u001b[22m` : text);

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs `work` and prints its line when it is done; the line of a failure is printed by whoever catches it. */
export async function step(title, work) {
  const started = Date.now();
  if (colour) process.stderr.write(`  ${title} …`);
  const result = await work();
  process.stderr.write(`${colour ? '\r\u001b[2K' : ''}  ${title.padEnd(44)} ${dim(seconds(started))}\n`);
  return result;
}

/** Ends a script with one message and the ways out. */
export class Stop extends Error {
  constructor(what, waysOut = []) {
    super([what, ...waysOut.map((way) => `  - ${way}`)].join('\n'));
  }
}

/** Runs a script's main function: a Stop is shown as it is, anything else with its stack. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(error instanceof Stop ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  }
}

/**
 * `npm run build`, and the first thing every other script does: a clone with nothing but Node becomes one that can run.
 * Plain Node without dependencies, because it runs before there are any.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './lib/build.mjs';
import { ensureModules, ensureNode } from './lib/install.mjs';
import { inRoot } from './lib/project.mjs';
import { main, Stop } from './lib/say.mjs';

const LOCK = inRoot('.maanwerk', 'bootstrap.lock');
/** npm ci on a slow line takes minutes; a lock older than this belongs to nobody. */
const LOCK_DEADLINE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 200;

function holderIsAlive() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two terminals may start at once; both fetching and building would leave a mix. */
async function lock() {
  mkdirSync(inRoot('.maanwerk'), { recursive: true });
  for (const end = Date.now() + LOCK_DEADLINE_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    try {
      const file = openSync(LOCK, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderIsAlive()) rmSync(LOCK, { force: true });
    }
  }
  throw new Stop('Another start has been fetching or building for a quarter of an hour.', [`if none is running, remove ${LOCK}`]);
}

export async function bootstrap(options = {}) {
  ensureNode();
  await lock();
  try {
    await ensureModules();
    if (options.build !== false) await ensureBuild(options);
  } finally {
    rmSync(LOCK, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => bootstrap({ force: process.argv.includes('--force') }));
}

/** The folder of a house holds keys, mails and a database: it is for its owner only, whatever the shell's umask was when it was made. */
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const forOthers = 0o077;
/** The owner's bits of a mode. */
const ownerOnly = 0o700;
/** A server that runs under another account (started by root) walks through to its own files, and sees nothing on the way. */
const walkThrough = 0o711;

/** Makes the folder, takes everybody else's rights from all that lies in it, and sees to it that what this process and its children write gets none. */
export function makePrivateFolder(folder: string): void {
  // Threads share the umask of their process and may not set it.
  if (isMainThread) process.umask(forOthers);
  mkdirSync(folder, { recursive: true, mode: ownerOnly });
  closeTo(folder, lstatSync(folder).uid);
}

/** @returns whether something of another account lies below */
function closeTo(path: string, owner: number): boolean {
  const { mode, uid, isLink, isFolder } = kindOf(path);
  // What belongs to another account (the cluster, when root starts it) is closed by that one.
  if (uid !== owner) return true;
  if (isLink) return false;
  const shared = isFolder && readdirSync(path).filter((name) => closeTo(join(path, name), owner)).length > 0;
  const wanted = shared ? walkThrough : mode & ownerOnly;
  if ((mode & 0o777) !== wanted) chmodSync(path, wanted);
  return shared;
}

function kindOf(path: string) {
  const found = lstatSync(path);
  return { mode: found.mode, uid: found.uid, isLink: found.isSymbolicLink(), isFolder: found.isDirectory() };
}

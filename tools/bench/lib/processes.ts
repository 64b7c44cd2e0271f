/** Processor time of the parts, by the books of the kernel (Linux only; elsewhere nothing is said). */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's accounting are a hundredth of a second wherever Node runs. */
const msPerTick = 10;

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly ownMs: number;
  readonly cpuMs: number;
}

function entryOf(pid: number): Entry | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // Own time and that of children that ended: backends of Postgres come and go.
    const ticks = (of: readonly number[]): number => of.reduce((sum, index) => sum + (fields[index] ?? 0), 0) * msPerTick;
    return { pid, parent: fields[1] ?? 0, ownMs: ticks([11, 12]), cpuMs: ticks([11, 12, 13, 14]) };
  } catch {
    return null;
  }
}

/** Processor milliseconds that a process has used so far, with its children unless it shall be `alone`. */
export function cpuMsOf(root: number, alone = false): number {
  if (alone) return entryOf(root)?.ownMs ?? 0;
  const entries = readPids().flatMap((pid) => entryOf(pid) ?? []);
  const tree = new Set([root]);
  // A parent has nearly always the lower pid; where it has not, another turn finds the child.
  for (let grown = true; grown;) {
    const before = tree.size;
    for (const { pid, parent } of entries) if (tree.has(parent)) tree.add(pid);
    grown = tree.size > before;
  }
  return entries.filter(({ pid }) => tree.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function readPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 0);
  } catch {
    return [];
  }
}

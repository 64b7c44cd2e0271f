/** Processor time of the parts, by the books of the kernel (Linux only; elsewhere nothing is said). */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's accounting are a hundredth of a second wherever Node runs. */
const msPerTick = 10;

interface Entry {
  readonly pid: number;
  readonly parent: number;
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
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
    return { pid, parent: fields[1] ?? 0, cpuMs: ticks * msPerTick };
  } catch {
    return null;
  }
}

/** Processor milliseconds that a process and its children have used so far. */
export function cpuMsOf(root: number): number {
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

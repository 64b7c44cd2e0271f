import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const inRoot = (...parts) => join(root, ...parts);

/** Lines of a tool's output that are shown when it fails. */
const TAIL_LINES = 60;

/** Runs a command to its end and collects what it says. Never throws for a non-zero exit. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs one of our own tools by its file: no shell, no npx, the same on every machine. */
export const runNode = (args, options) => run(process.execPath, args, options);

export const tail = (output) => output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');

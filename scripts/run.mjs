/** `node scripts/run.mjs tools/bench/main.js …`: builds when needed, then runs a program of dist/ with the arguments. */
import { spawn } from 'node:child_process';
import { bootstrap } from './bootstrap.mjs';
import { inRoot, root } from './lib/project.mjs';
import { main } from './lib/say.mjs';

/** As the parts of the house run, so that a figure says something about them (tools/house/parts.ts). */
const nodeArgs = ['--enable-source-maps', '--max-semi-space-size=32'];

await main(async () => {
  await bootstrap();
  const [program, ...args] = process.argv.slice(2);
  const child = spawn(process.execPath, [...nodeArgs, inRoot('dist', program), ...args], { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches the program through the terminal; we wait for it to clean up.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
});

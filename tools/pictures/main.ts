/**
 * `npm run pictures`: the pictures of docs/images that show what a debtor receives: letters drawn by their engine, mails taken of the real pages by a
 * browser. Without a browser it says so and takes none of mails.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drawQr } from '#templates/layout/payment-qr.js';
import { render } from '#templates/render.js';
import { takeLetters } from './letters.js';
import { type Scene, scenes } from './scenes.js';

const run = promisify(execFile);
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const images = new URL('../../../docs/images/', import.meta.url).pathname;
const patienceMs = 120_000;

async function findBrowser(): Promise<string | null> {
  for (const name of browsers) {
    const found = await run(name, ['--version'], { timeout: patienceMs }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
    if (found !== null) {
      process.stdout.write(`${found}\n`);
      return name;
    }
  }
  return null;
}

/** The page as a mail program shows it: with its pictures in it. */
function pageOf({ request }: Scene): string {
  const { html, qr } = render(request);
  if (qr === null) return html;
  const { contentType, bytes } = drawQr(qr);
  return html.replaceAll('cid:payment-qr', `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`);
}

/** A browser says how high a page is once it has drawn it. */
const measuring = '<script>document.title = String(Math.ceil(document.documentElement.getBoundingClientRect().height))</script></body>';

async function take(browser: string, folder: string, scene: Scene): Promise<void> {
  const file = join(folder, `${scene.name}.html`);
  const page = pageOf(scene);
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--force-device-scale-factor=${scene.scale}`,
    ...(scene.dark ? ['--blink-settings=preferredColorScheme=0'] : []),
  ];
  const ask = (args: readonly string[]) =>
    run(browser, [...flags, ...args, `file://${file}`], { timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 });
  await writeFile(file, page.replace('</body>', measuring));
  const { stdout } = await ask([`--window-size=${scene.width},800`, '--dump-dom']);
  const height = /<title>(\d+)<\/title>/.exec(stdout)?.[1];
  if (height === undefined) throw new Error(`${scene.name}: the browser did not say how high the page is`);
  await writeFile(file, page);
  await ask([`--window-size=${scene.width},${height}`, `--screenshot=${join(images, `${scene.name}.png`)}`]);
  process.stdout.write(`docs/images/${scene.name}.png  ${scene.width} x ${height}\n`);
}

await takeLetters(images, (line) => void process.stdout.write(`${line}\n`));
const browser = await findBrowser();
if (browser === null) {
  process.stderr.write(`No browser found (${browsers.join(', ')}): no picture was taken, those in docs/images are as they were.\n`);
  process.exitCode = 1;
} else {
  const folder = await mkdtemp(join(tmpdir(), 'maanwerk-pictures-'));
  try {
    for (const scene of scenes) await take(browser, folder, scene);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

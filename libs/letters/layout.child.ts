/**
 * Program of a process of its own: native code can neither be interrupted nor have its memory limited inside the process that asks. It lays out
 * one letter at a time and ends with who started it.
 */
import type { LayoutAnswer, LayoutOrder, LayoutStart } from './engine-messages.js';
import { TypstCompiler } from './typst-compiler.js';

const compiler = TypstCompiler.load(process.argv[2]);
const mb = 1024 * 1024;
const rssMb = (): number => Math.round(process.memoryUsage.rss() / mb);

function tell(message: LayoutStart | LayoutAnswer): void {
  process.send?.(message);
}

/** What went wrong is told by its place alone: the compiler's own words quote the letter. */
function made(typst: TypstCompiler, { order, want, input }: LayoutOrder): LayoutAnswer {
  let place: 'layout' | 'export' = 'layout';
  try {
    const document = typst.layOut(input);
    place = 'export';
    const bytes = want === 'pdf' ? typst.pdf(document) : Buffer.from(typst.svg(document));
    return { order, rssMb: rssMb(), bytes, pages: document.numOfPages };
  } catch {
    return { order, rssMb: rssMb(), failed: place };
  } finally {
    typst.clear();
  }
}

process.on('disconnect', () => process.exit(0));
if (compiler) process.on('message', (order: LayoutOrder) => tell(made(compiler, order)));
tell({ ready: compiler?.versions ?? null });

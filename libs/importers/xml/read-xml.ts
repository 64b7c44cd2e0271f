/** Reads XML in a worker thread: one thread, one file at a time, killed and replaced when a file takes too long or too much memory. */
import { Worker } from 'node:worker_threads';
import { XML_TIMEOUT_MS, XML_WORKER_HEAP_MB, xmlLimits } from './xml-limits.js';
import type { XmlReply, XmlShape } from './xml-node.js';

const script = new URL('./xml.worker.mjs', import.meta.url);

class XmlThread {
  private worker: Worker | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  read(bytes: Uint8Array, shape: XmlShape, timeoutMs: number): Promise<XmlReply> {
    const answer = this.queue.then(() => this.ask(bytes, shape, timeoutMs));
    this.queue = answer;
    return answer;
  }

  /** Never rejects: whatever happens to the thread is said about the file that was in it. */
  private ask(bytes: Uint8Array, shape: XmlShape, timeoutMs: number): Promise<XmlReply> {
    const worker = (this.worker ??= new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: XML_WORKER_HEAP_MB } }));
    worker.ref();
    return new Promise((resolve) => {
      const settle = (reply: XmlReply, keep: boolean): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
        if (keep) worker.unref();
        else this.replace(worker);
        resolve(reply);
      };
      const onMessage = (reply: XmlReply): void => settle(reply, true);
      const onEnd = (why: unknown): void => settle(tooHeavy(why), false);
      const timer = setTimeout(() => settle(tooLong(timeoutMs), false), timeoutMs);
      worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
      worker.postMessage({ bytes, limits: xmlLimits, shape });
    });
  }

  private replace(worker: Worker): void {
    this.worker = null;
    // An error that arrives after the verdict belongs to a thread nobody waits for any more.
    worker.on('error', () => undefined);
    void worker.terminate();
  }
}

const tooLong = (timeoutMs: number): XmlReply => ({
  ok: false,
  code: 'xml-timeout',
  line: null,
  detail: `reading the file took longer than ${timeoutMs / 1000} s`,
});
const tooHeavy = (error: unknown): XmlReply => ({
  ok: false,
  code: 'xml-too-heavy',
  line: null,
  detail: `reading the file ended the thread that did it: ${error instanceof Error ? error.message : `exit code ${String(error)}`}`,
});

const thread = new XmlThread();

/** Bytes of one XML file to a tree of plain nodes, or the reason why not. Never throws, never blocks the event loop for long. */
export const readXml = (bytes: Uint8Array, shape: XmlShape, timeoutMs: number = XML_TIMEOUT_MS): Promise<XmlReply> =>
  thread.read(bytes, shape, timeoutMs);

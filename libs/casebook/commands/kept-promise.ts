/** What money that comes in, or goes back, does to a promise. */
import { endPromises, lastPromiseOf, receivedSince, reopenPromise } from '#database/repositories/agreements.repository.js';
import type { DebtorCase } from '../debtor-case.js';

/** Ends a promise of a part of the invoice once that part has come in; a promise of all of it ends with the invoice. */
export async function keepPromise(debtorCase: DebtorCase, invoiceId: string): Promise<void> {
  const wanted = debtorCase.invoice(invoiceId).facts.promise?.amount ?? null;
  const promise = wanted === null ? null : await lastPromiseOf(debtorCase.tx, invoiceId);
  if (wanted === null || promise?.status !== 'open' || (await receivedSince(debtorCase.tx, promise)) < wanted) return;
  await endPromises(debtorCase.tx, invoiceId, { status: 'kept', on: debtorCase.today });
  await debtorCase.recordEvent('promise.kept', { invoiceId, subjectId: promise.id, data: { date: promise.date } });
}

/**
 * Makes a kept promise stand again whose money went back before the promised day: he still has until then. After that day it stays kept;
 * a storno is a matter of its own, and the ladder goes on for it at once.
 */
export async function unkeepPromise(debtorCase: DebtorCase, invoiceId: string): Promise<void> {
  const promise = await lastPromiseOf(debtorCase.tx, invoiceId);
  if (promise?.status !== 'kept' || promise.date < debtorCase.today) return;
  if (promise.amount !== null && (await receivedSince(debtorCase.tx, promise)) >= promise.amount) return;
  await reopenPromise(debtorCase.tx, promise.id);
  await debtorCase.recordEvent('promise.reopened', { invoiceId, subjectId: promise.id, data: { date: promise.date } });
}

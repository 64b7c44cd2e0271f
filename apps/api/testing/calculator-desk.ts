/** Asks calculators over HTTP, for specs. */
import { z } from 'zod';
import type { ApiUnderTest, TestTenant } from './api-under-test.js';
import { misfit } from './conforming.js';

const errorsShape = z.array(z.object({ pointer: z.string(), code: z.string() })).catch([]);
const bodyShape = z.record(z.string(), z.unknown());

/** An amount as it stands in a body. */
export const c = (amount: number, currency = 'EUR'): { amount: number; currency: string } => ({ amount, currency });

/** What a spec expects of a refusal; 422 when no status is named. */
export interface Wanted {
  readonly status?: number;
  readonly pointer: string;
  readonly code?: string;
}

const operations: Readonly<Record<string, string>> = {
  'collection-costs': 'calculateCollectionCosts',
  'statutory-interest': 'calculateStatutoryInterest',
  'notice-term': 'calculateNoticeTerm',
  allocation: 'calculateAllocation',
  'working-day': 'calculateWorkingDay',
  limitation: 'calculateLimitation',
  'payment-reference': 'calculatePaymentReference',
  'epc-qr': 'calculateEpcQr',
  ageing: 'calculateAgeing',
};

interface Heard {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One tenant's calculators. */
export class CalculatorDesk {
  constructor(
    private readonly api: ApiUnderTest,
    private readonly tenant: TestTenant,
  ) {}

  /** The answer. @throws Error when it is refused, or is not what the route declares */
  async ask(calculator: string, body: object): Promise<Heard['body']> {
    const heard = await this.post(calculator, body);
    const wrong = misfit(operations[calculator] ?? '', heard);
    if (wrong !== '') throw new Error(wrong);
    return heard.body;
  }

  /** What is wrong with a refusal; '' when it is the wanted one. */
  async misrefused(calculator: string, body: object, wanted: Wanted): Promise<string> {
    const { status, type, body: problem } = await this.post(calculator, body);
    const found = errorsShape.parse(problem['errors']).find(({ pointer }) => pointer === wanted.pointer);
    const isIt =
      status === (wanted.status ?? 422) &&
      type.startsWith('application/problem+json') &&
      found !== undefined &&
      (wanted.code === undefined || found.code === wanted.code);
    return isIt ? '' : `${status} ${type} ${JSON.stringify(problem)}`;
  }

  private async post(calculator: string, body: object): Promise<Heard> {
    const address = this.api.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/calculators/${calculator}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.tenant.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: bodyShape.parse(await answer.json()) };
  }
}

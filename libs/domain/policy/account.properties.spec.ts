/** What is worked out once for all chases of an account is what each of them would say by itself, and grows with the account, not with its square. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice, today } from '#testing/builders/facts.builder.js';
import { someAccounts, someInstants, somePolicies } from '#testing/builders/policy.arbitrary.js';
import { addDays } from '../calendar/iso-date.js';
import { decide } from './decide.js';
import { type Account, chaseFactsOf, ofAccount } from './facts/account.js';
import type { ChaseFacts, InvoiceFacts, TakenStep } from './facts/facts.js';
import { standaard } from './language/policies.js';
import type { Policy } from './language/policy.js';

const from = -40;
const to = 60;

const rows = fc.record<TakenStep>({
  step: fc.constantFrom('step-0', 'step-1', 'step-2', 'handover'),
  occurrence: fc.constant(1),
  at: someInstants(-20, 0),
  result: fc.constantFrom('open', 'claimed', 'delivered', 'failed', 'done'),
  channel: fc.constantFrom('email', 'call'),
  outcome: fc.constantFrom(null, 'approved', 'declined'),
  deadline: fc.option(someInstants(0, 20)),
  toFormerAddress: fc.boolean(),
});

/** Debtors whose invoices were chased before: some wait for an approval or a call, some are being sent. */
const chased: fc.Arbitrary<Account> = fc
  .tuple(someAccounts, fc.array(fc.array(rows, { maxLength: 3 }), { minLength: 3, maxLength: 3 }))
  .map(([account, taken]) => ({
    ...account,
    invoices: account.invoices.map((invoice, n) => ({ ...invoice, taken: (taken[n] ?? []).sort((a, b) => a.at - b.at) })),
  }));

it('is the plan of each chase by itself', () => {
  const debtorWide = somePolicies.map((policy): Policy => ({ ...policy, scope: 'debtor' }));
  const moments = fc.array(someInstants(from, to), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.oneof(debtorWide, somePolicies), fc.oneof(someAccounts, chased), moments, (policy, account, instants) => {
      for (const now of instants)
        for (const invoice of account.invoices) {
          const alone = decide(policy, chaseFactsOf(account, invoice), now);
          expect(decide(policy, ofAccount(account, chaseFactsOf(account, invoice)), now)).toEqual(alone);
        }
    }),
  );
});

/** An account that counts how often its invoices are looked at. */
function counted(size: number): { readonly account: Account; readonly looks: () => number } {
  let looks = 0;
  const looking: ProxyHandler<InvoiceFacts> = {
    get: (invoice, name) => {
      looks += 1;
      return Reflect.get(invoice, name);
    },
  };
  const invoices = Array.from(
    { length: size },
    (_, n) => new Proxy(someInvoice(0, { id: String(n).padStart(6, '0'), dueDate: addDays(today, -40 - (n % 30)) }), looking),
  );
  return { account: { debtor: someDebtor(), invoices }, looks: () => looks };
}

/** Facts of a chase that gather the siblings when they are asked for, as a case does. */
const lazily = (account: Account, invoice: InvoiceFacts): ChaseFacts =>
  ofAccount(account, {
    debtor: account.debtor,
    invoice,
    get siblings() {
      return chaseFactsOf(account, invoice).siblings;
    },
  });

describe.each(['invoice', 'debtor'] as const)('with scope %s', (scope) => {
  const policy: Policy = { ...standaard, scope };

  it('looks at the invoices of an account as often as it has invoices', () => {
    const looksAt = (size: number): number => {
      const { account, looks } = counted(size);
      for (const invoice of account.invoices) decide(policy, lazily(account, invoice), amsterdam(`${today}T11:00`));
      return looks();
    };
    expect(looksAt(1_000)).toBeLessThan(2.3 * looksAt(500));
  });
});

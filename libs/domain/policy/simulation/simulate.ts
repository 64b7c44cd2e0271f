/** What a policy would do to a book: which contacts on which days, never who would pay. */
import type { Account } from '../facts/account.js';
import type { Policy } from '../language/policy.js';
import { AccountSimulation } from './account-simulation.js';
import type { SimulatedContact, SimulatedGate, SimulatedState, Simulation, SimulationSpan } from './answer.js';

/**
 * Plays a policy over accounts: every step succeeds (messages arrive, calls run out at their deadline, approvals are given at once), the
 * events happen, nothing is stored. Accounts do not touch each other; a debtor's invoices are merged and capped as in a real chase.
 * @throws WorkExceeded when it is more work than the budget of the span
 */
export function simulate(policy: Policy, accounts: readonly Account[], span: SimulationSpan): Simulation {
  const contacts: SimulatedContact[] = [];
  const states: SimulatedState[] = [];
  const gates: SimulatedGate[] = [];
  const ended: Simulation['ended'][number][] = [];
  for (const account of accounts) {
    const simulation = new AccountSimulation(policy, account, span);
    if (policy.progress === 'highest') simulation.runStates();
    else simulation.run();
    const { log } = simulation;
    for (const contact of log.contacts) contacts.push(contact);
    for (const state of log.states) states.push(state);
    for (const gate of log.gates) gates.push(gate);
    for (const end of log.ended) ended.push(end);
  }
  return { contacts, states, gates, ended };
}

/** Routes of the design whose rules come with later work: reserved, documented, guarded, and answered with 501. */
import { Controller, Delete, Get, Post, type Type } from '@nestjs/common';
import type { Scope } from '../http/api-keys/scopes.js';
import { Operation } from '../http/operation.decorator.js';
import { Problem } from '../http/problems.js';

interface Reserved {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly scope: Scope | { readonly public: string };
  readonly summary: string;
}

const post = (id: string, path: string, scope: Scope, summary: string): Reserved => ({ id, method: 'POST', path, scope, summary });
const get = (id: string, path: string, scope: Scope, summary: string): Reserved => ({ id, method: 'GET', path, scope, summary });

/** In the order of the design. To build one: remove its line and write its controller. */
const reserved: readonly Reserved[] = [
  get('getDossier', 'v1/invoices/:id/dossier', 'invoices:read', 'The handover file'),
  post('recordReceipt', 'v1/payments', 'payments:write', 'Record money that is not assigned yet'),
  post('acceptHandover', 'v1/handovers/:id/accept', 'invoices:write', 'The agency accepts a case'),
  post('rejectHandover', 'v1/handovers/:id/reject', 'invoices:write', 'The agency rejects a case'),
  post('recordHandoverPayment', 'v1/handovers/:id/payments', 'payments:write', 'The agency reports a payment'),
  post('createPolicy', 'v1/policies', 'policies:write', 'Create a policy'),
  post('publishPolicyVersion', 'v1/policies/:key/versions', 'policies:write', 'Publish a version of a policy'),
  post('lintPolicy', 'v1/policies/:key/lint', 'policies:read', 'Check a policy'),
  post('migratePolicy', 'v1/policies/:key/migrations', 'policies:write', 'Move running chases to another version'),
  post('simulate', 'v1/simulations', 'policies:read', 'What a policy would do; nothing is stored'),
  post('simulatePortfolio', 'v1/portfolio-simulations', 'policies:read', 'The open book under another policy'),
  post('importInvoicesCsv', 'v1/imports/invoices-csv', 'imports:write', 'Import invoices from CSV'),
  post('importCamt', 'v1/imports/camt', 'imports:write', 'Import a bank statement (CAMT)'),
  post('importMt940', 'v1/imports/mt940', 'imports:write', 'Import a bank statement (MT940)'),
  get('getAgeingReport', 'v1/reports/ageing', 'reports:read', 'Open items by age'),
  get('getDsoReport', 'v1/reports/dso', 'reports:read', 'Days sales outstanding'),
  get('getEffectReport', 'v1/reports/effect', 'reports:read', 'What each step brought in'),
  get('getForecastReport', 'v1/reports/forecast', 'reports:read', 'Expected receipts'),
  post('createWebhookEndpoint', 'v1/webhook-endpoints', 'webhooks:write', 'Receive events (Standard Webhooks)'),
  get('listWebhookEndpoints', 'v1/webhook-endpoints', 'webhooks:write', 'List endpoints'),
  get('listWebhookDeliveries', 'v1/webhook-endpoints/:id/deliveries', 'webhooks:write', 'Deliveries of an endpoint'),
  post('retryWebhookDelivery', 'v1/webhook-endpoints/:id/deliveries/:deliveryId/retry', 'webhooks:write', 'Send a delivery again'),
  { id: 'getDebtorPage', method: 'GET', path: 'pay/:token', scope: { public: 'the token is the key' }, summary: "The debtor's page" },
];

const decorators = { GET: Get, POST: Post, DELETE: Delete } as const;

function notYet(): never {
  throw new Problem('not-yet', 'This route is reserved and will come with a later version.');
}

/** One controller with a handler for each reserved route. */
export function notYetController(routes: readonly Reserved[] = reserved): Type<unknown> {
  class NotYetController {}
  for (const { id, method, path, scope, summary } of routes) {
    const descriptor: PropertyDescriptor = { value: () => notYet(), writable: true, configurable: true };
    Object.defineProperty(NotYetController.prototype, id, descriptor);
    Operation({ id, scope, summary, answers: {}, notYet: true })(NotYetController.prototype, id, descriptor);
    decorators[method](path)(NotYetController.prototype, id, descriptor);
  }
  Controller()(NotYetController);
  return NotYetController;
}

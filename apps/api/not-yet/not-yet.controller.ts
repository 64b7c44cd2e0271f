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

/** In the order of the design. To build one: remove its line and write its controller. */
const reserved: readonly Reserved[] = [
  { id: 'getDossier', method: 'GET', path: 'v1/invoices/:id/dossier', scope: 'invoices:read', summary: 'The handover file' },
  { id: 'recordReceipt', method: 'POST', path: 'v1/payments', scope: 'payments:write', summary: 'Record money that is not assigned yet' },
  { id: 'acceptHandover', method: 'POST', path: 'v1/handovers/:id/accept', scope: 'invoices:write', summary: 'The agency accepts a case' },
  { id: 'rejectHandover', method: 'POST', path: 'v1/handovers/:id/reject', scope: 'invoices:write', summary: 'The agency rejects a case' },
  {
    id: 'recordHandoverPayment',
    method: 'POST',
    path: 'v1/handovers/:id/payments',
    scope: 'payments:write',
    summary: 'The agency reports a payment',
  },
  { id: 'createPolicy', method: 'POST', path: 'v1/policies', scope: 'policies:write', summary: 'Create a policy' },
  {
    id: 'publishPolicyVersion',
    method: 'POST',
    path: 'v1/policies/:key/versions',
    scope: 'policies:write',
    summary: 'Publish a version of a policy',
  },
  {
    id: 'migratePolicy',
    method: 'POST',
    path: 'v1/policies/:key/migrations',
    scope: 'policies:write',
    summary: 'Move running chases to another version',
  },
  { id: 'importInvoicesCsv', method: 'POST', path: 'v1/imports/invoices-csv', scope: 'imports:write', summary: 'Import invoices from CSV' },
  { id: 'importCamt', method: 'POST', path: 'v1/imports/camt', scope: 'imports:write', summary: 'Import a bank statement (CAMT)' },
  { id: 'importMt940', method: 'POST', path: 'v1/imports/mt940', scope: 'imports:write', summary: 'Import a bank statement (MT940)' },
  { id: 'getAgeingReport', method: 'GET', path: 'v1/reports/ageing', scope: 'reports:read', summary: 'Open items by age' },
  { id: 'getDsoReport', method: 'GET', path: 'v1/reports/dso', scope: 'reports:read', summary: 'Days sales outstanding' },
  { id: 'getEffectReport', method: 'GET', path: 'v1/reports/effect', scope: 'reports:read', summary: 'What each step brought in' },
  { id: 'getForecastReport', method: 'GET', path: 'v1/reports/forecast', scope: 'reports:read', summary: 'Expected receipts' },
  {
    id: 'createWebhookEndpoint',
    method: 'POST',
    path: 'v1/webhook-endpoints',
    scope: 'webhooks:write',
    summary: 'Receive events (Standard Webhooks)',
  },
  { id: 'listWebhookEndpoints', method: 'GET', path: 'v1/webhook-endpoints', scope: 'webhooks:write', summary: 'List endpoints' },
  {
    id: 'listWebhookDeliveries',
    method: 'GET',
    path: 'v1/webhook-endpoints/:id/deliveries',
    scope: 'webhooks:write',
    summary: 'Deliveries of an endpoint',
  },
  {
    id: 'retryWebhookDelivery',
    method: 'POST',
    path: 'v1/webhook-endpoints/:id/deliveries/:deliveryId/retry',
    scope: 'webhooks:write',
    summary: 'Send a delivery again',
  },
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

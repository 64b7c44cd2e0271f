/** Entry of the workflow bundle. Exports workflows and nothing else: every export becomes a workflow type, frozen for ever. */
export { invoiceChaseWorkflow } from './invoice-chase/invoice-chase.workflow.js';
export { clockWalkWorkflow } from './jobs/clock-walk.workflow.js';
export { portfolioSimulationWorkflow } from './jobs/portfolio-simulation.workflow.js';
export { learnMailIdsWorkflow, reviveForgottenWorkflow, sweepWorkflow, verifyAuditWorkflow } from './housekeeping/housekeeping.workflow.js';
export { documentImportWorkflow } from './jobs/document-import.workflow.js';

/** Queries and answers of imports. */
import { z } from 'zod';
import type { JobView } from '#database/queries/job-views.js';
import { publicId } from '../edge/ids.schema.js';
import { flag } from '../edge/list.schema.js';
import { jobOut, presentJob } from '../jobs/jobs.schema.js';

/** `?dryRun=true`: says what would happen, writes nothing. `?testClock=`: what is created lives on that clock. */
export const importQuery = z.strictObject({ dryRun: flag.optional(), testClock: publicId('clock').optional() });
/** `{id}` of an import, which is a job. */
export const importId = publicId('job');

/** What is wrong with a file, or worth knowing. */
const finding = z
  .strictObject({ code: z.string(), field: z.string().nullable(), line: z.int().nullable(), detail: z.string(), hint: z.string() })
  .meta({ id: 'ImportFinding' });

/** One file of an import. */
export const importRow = z
  .strictObject({
    file: z.string(),
    result: z.enum(['created', 'credited', 'unchanged', 'refused']),
    number: z.string().nullable(),
    invoice: z.string().nullable().meta({ description: 'Id of the invoice that was created, credited or already there.' }),
    findings: z.array(finding),
  })
  .meta({ id: 'ImportRow' });
/** See {@link importRow}. */
export type ImportRow = z.output<typeof importRow>;

/** Counts and rows of an import: of one that was stopped, those that were written. */
export const importResult = z
  .strictObject({
    dryRun: z.boolean(),
    counts: z.strictObject({ files: z.int(), created: z.int(), credited: z.int(), unchanged: z.int(), refused: z.int() }),
    rows: z.array(importRow),
  })
  .meta({ id: 'ImportResult' });
/** An import: a job, of a few files one whose result is known. A dry run has no id, since nothing was written. */
export const importOut = z
  .strictObject({
    ...jobOut.shape,
    id: jobOut.shape.id.nullable(),
    result: importResult.nullable().meta({ description: 'Null while files are still to be written.' }),
  })
  .meta({ id: 'Import' });
/** See {@link importOut}. */
export type ImportAnswer = z.output<typeof importOut>;

/** An import for an answer. */
export const presentImport = (view: JobView): ImportAnswer => ({ ...presentJob(view), result: importResult.nullable().parse(view.result) });

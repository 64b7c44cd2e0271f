/** Reads UBL from bytes in a thread, for the specs of files that are built to do harm. */
import { readUbl, type UblReading } from '#importers/ubl/import-ubl.js';
import type { ImportFile } from '#importers/ubl/ubl-result.js';

export const readUblBytes = (file: ImportFile): UblReading => readUbl(file);

/** The zone in which a creditor's days are made, as SQL: his own, else that of the Netherlands. */
import { usualZone } from '#domain/calendar/zone.js';

/** The zone of the transaction's tenant: depends on no row, so that a statement reads it once. */
export const zoneSql = `coalesce((select zt.creditor->>'timeZone' from tenant zt where zt.id = nullif(current_setting('app.tenant', true), '')::uuid), '${usualZone}')`;

/** The calendar day of an instant on the creditor's clock. */
export const dayInZoneSql = (instant: string): string => `(${instant} at time zone ${zoneSql})::date`;

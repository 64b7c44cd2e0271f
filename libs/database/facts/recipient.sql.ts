/** Whether something that was sent went to an address the debtor still has. `d` is the debtor. */

const line = (...names: readonly string[]): string =>
  `nullif(concat_ws(' ', ${names.map((name) => `nullif(d.address->>'${name}', '')`).join(', ')}), '')`;

/** Where a message on a channel goes, in the very form in which it is kept when it is claimed. */
const addressOn = (channel: string): string => `
case ${channel} when 'email' then d.email
  when 'letter' then case when d.address is not null then concat_ws(e'\\n', d.name, ${line('street', 'houseNumber')}, ${line('postcode', 'city')}, ${line('country')}) end
  else d.phone end`;

/** True when the row (a message, or a line of the ledger) was sent to another address than the debtor's of today; capitals make no other. */
export const toFormerAddress = (row: string): string =>
  `(${row}.recipient <> '' and lower(${row}.recipient) is distinct from lower(${addressOn(`${row}.channel`)}))`;

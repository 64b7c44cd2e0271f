import type { ColumnOptions } from 'typeorm';

/** Minor units: `bigint` in Postgres and in code; the driver hands it over as text or bigint. */
export const cents = {
  type: 'bigint',
  transformer: {
    to: (value: bigint | null | undefined) => (value === null || value === undefined ? value : value.toString()),
    from: (value: string | bigint | null) => (value === null ? null : BigInt(value)),
  },
} satisfies ColumnOptions;

/** What a tenant may send as, as a column beside his row: arrays of domains and of names for sms. */
const valuesSql = (tenant: string, kind: 'domain' | 'sms-name'): string =>
  `array(select s.value from allowed_sender s where s.tenant_id = ${tenant}.id and s.kind = '${kind}' order by s.value)`;

/** See `AllowedSenders` of the domain. */
export const allowedSendersSql = (tenant: string): string =>
  `json_build_object('domains', ${valuesSql(tenant, 'domain')}, 'smsNames', ${valuesSql(tenant, 'sms-name')})`;

import { describe, expect, it } from 'vitest';
import { apiVersion } from '../api.module.js';
import { controllers } from '../controllers.js';
import { routeTable } from '../http/route-table.js';
import { openApiDocument } from './openapi-document.js';

const document = openApiDocument(routeTable(controllers), apiVersion);

describe('the OpenAPI document', () => {
  it('is the committed one; update it with `npx vitest run --project unit apps/api/openapi -u`', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/reference/openapi.json');
  });
});

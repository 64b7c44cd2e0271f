import { describe, expect, it } from 'vitest';
import { servedRoutes } from '../testing/served-routes.js';
import { apiVersion, openApiDocument } from './openapi-document.js';

const document = openApiDocument(await servedRoutes(), apiVersion);

describe('the OpenAPI document', () => {
  it('is the committed one; update it with `npx vitest run --project unit apps/api/openapi -u`', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/reference/openapi.json');
  });
});

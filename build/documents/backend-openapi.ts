/** The MP backend's API as OpenAPI 3.1: docs/backend.openapi.json. The demo backend is tested against it. */
import { configJsonSchema, detailsJsonSchema, offerJsonSchema, type JsonObject } from './json-schemas.ts';

const ERROR = 'Any body; a JSON object is what the check of a backend in Settings recognises.';

export function backendOpenApi(): JsonObject {
  // The dialect is that of OpenAPI 3.1 already.
  const details = Object.fromEntries(Object.entries(detailsJsonSchema()).filter(([name]) => name !== '$schema'));
  const envelope = (name: string): JsonObject => ({
    type: 'object',
    required: ['data'],
    properties: { code: { type: ['string', 'number'] }, data: { $ref: `#/components/schemas/${name}` } },
  });
  const enveloped = (name: string): JsonObject => ({
    anyOf: [{ $ref: `#/components/schemas/${name}` }, envelope(name)],
  });
  const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });
  return {
    openapi: '3.1.0',
    info: {
      title: 'MP backend',
      version: '1',
      description:
        'What a container asks of the backend of a platform. docs/backend.md says when, how often and what it does with each answer.',
    },
    servers: [{ url: 'https://mp.example.com', description: 'The backend URL, with or without a path' }],
    paths: {
      '/bapi/mp/v1/config': {
        get: {
          operationId: 'getConfig',
          summary: 'Where users sign in. Optional: a backend without accounts has none',
          parameters: [
            { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
            { name: 'If-Modified-Since', in: 'header', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              description: 'The configuration, alone or in an envelope. At most 64 KiB.',
              headers: { ETag: { schema: { type: 'string' } }, 'Last-Modified': { schema: { type: 'string' } } },
              content: json(enveloped('Config')),
            },
            304: { description: 'Only to a conditional request: it has not changed.' },
            404: { description: `Users do not sign in. ${ERROR}` },
            default: { description: 'What was known before holds. A redirect to another origin is not followed.' },
          },
        },
      },
      '/bapi/mp/v1/apps': {
        get: {
          operationId: 'searchApps',
          summary: 'What people can find and add. Optional: a backend without a list has none',
          parameters: [
            {
              name: 'query',
              in: 'query',
              required: true,
              description: 'What somebody typed, at most 200 characters; empty: what is to be shown first',
              schema: { type: 'string', maxLength: 200 },
            },
            { name: 'lang', in: 'query', description: 'BCP 47, of whoever reads', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              description: 'The best match first, alone or in an envelope. At most 512 KiB; 50 entries are shown.',
              content: json(enveloped('Offers')),
            },
            404: { description: `There is no list; 405, 410 and 501 say the same. ${ERROR}` },
            default: { description: 'The list could not be loaded, which is told where it would be.' },
          },
        },
      },
      '/bapi/mp/v1/app/{appId}/details': {
        parameters: [{ $ref: '#/components/parameters/appId' }],
        get: {
          operationId: 'getDetails',
          summary: 'Where a mini-program comes from, whom it may talk to, and what is fetched for it',
          parameters: [
            { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
            { name: 'If-Modified-Since', in: 'header', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              description: 'The details, alone or in an envelope. At most 1 MiB.',
              headers: { ETag: { schema: { type: 'string' } }, 'Last-Modified': { schema: { type: 'string' } } },
              content: json(enveloped('Details')),
            },
            304: { description: 'Only to a conditional request: the kept details count as new.' },
            401: { description: `Not for this caller. ${ERROR}` },
            403: { description: `Not for this caller. ${ERROR}` },
            404: { description: `There is no such mini-program, or no more. ${ERROR}` },
            429: { description: 'Later: kept details are used, up to 7 days old.' },
            '5XX': { description: 'Later: kept details are used, up to 7 days old.' },
          },
        },
      },
      '/bapi/mp/v1/app/{appId}/oauth/code': {
        parameters: [{ $ref: '#/components/parameters/appId' }],
        post: {
          operationId: 'createCode',
          summary: 'A one-time code for a pre-fetch without a token',
          security: [{ user: [] }, {}],
          requestBody: { content: json({ type: 'object', maxProperties: 0 }) },
          responses: {
            200: { description: 'A code, alone or in an envelope. At most 64 KiB.', content: json(enveloped('Code')) },
            401: { description: 'The access token does not count: it is renewed before the next start.' },
            default: { description: 'The pre-fetch goes without a code. Redirects are not followed.' },
          },
        },
      },
    },
    components: {
      parameters: {
        appId: {
          name: 'appId',
          in: 'path',
          required: true,
          schema: { type: 'string', pattern: '^[0-9A-Za-z]{1,48}$' },
        },
      },
      securitySchemes: {
        user: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of the provider that the configuration names, when the user has signed in.',
        },
      },
      schemas: {
        Details: details,
        Config: configJsonSchema(),
        Offers: {
          type: 'object',
          required: ['apps'],
          properties: {
            apps: { type: 'array', items: offerJsonSchema() },
            hasMore: { type: ['boolean', 'null'], description: 'Others match, too.' },
          },
        },
        Code: {
          type: 'object',
          required: ['code'],
          properties: {
            code: { type: 'string', minLength: 1, maxLength: 4096 },
            expiresIn: { type: 'number', description: 'Seconds. Not read: a code is used at once.' },
          },
        },
      },
    },
  };
}

import type { OpenAPIObject } from '@nestjs/swagger';
import { ERRORS } from '#core/kernel';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const ERROR_BODY = {
  type: 'object',
  required: ['code', 'message', 'params'],
  properties: {
    code: { type: 'string', enum: Object.keys(ERRORS), description: 'Stable; docs/errors.md lists all' },
    message: {
      type: 'object',
      required: ['zh', 'en'],
      properties: { zh: { type: 'string' }, en: { type: 'string' } },
    },
    params: {
      type: 'object',
      additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      description: 'What the message was filled with',
    },
    details: { description: 'What exactly is wrong, where there is more to say; never a value' },
  },
};

const ERROR_RESPONSE = {
  description: 'Every error has this shape, whatever its status',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } },
};

/** Says of every operation what its errors look like. */
export function withErrors(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, default: ERROR_RESPONSE };
    }
  }
  const schemas = { ...document.components?.schemas, ErrorBody: ERROR_BODY } as Record<string, object>;
  return { ...document, components: { ...document.components, schemas } };
}

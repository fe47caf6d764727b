import type { ApiAnswer, NodeApi } from '../../support/node-api.js';
import { addressOf, type Sample } from './examples.js';
import type { Operation } from './operations.js';

/** Sends an operation as one caller; a text goes out as it is. */
export function send(api: NodeApi, operation: Operation, sample: Sample): Promise<ApiAnswer> {
  const address = addressOf(operation, sample);
  const { body } = sample;
  if (typeof body === 'string')
    return api.sendRaw(operation.method, address, body, operation.body?.mediaType);
  return api.send(operation.method, address, body);
}

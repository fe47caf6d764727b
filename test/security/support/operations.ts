import { PERMISSION_CODES, type PermissionCode } from '#core/access';
import { PRODUCT_VERSION } from '#platform/config';
import { describeApi } from '#platform/http';
import type { Body } from '../../support/node-api.js';
import type { TestNode } from '../../support/node-app.js';

/** One method of one path, as the API's own description has it. */
export interface Operation {
  /** `GET /api/v1/records/{record}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Undefined where nobody needs a token. */
  readonly permission: PermissionCode | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly mediaType: string; readonly schema: Body } | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Body;
}

/** A description without end would be somebody's mistake. */
const REFERENCES_DEPTH_MAX = 8;

/** Every operation of a running node, read from its own description. */
export function operationsOf(node: TestNode): Operation[] {
  const document: Body = JSON.parse(JSON.stringify(describeApi(node.app, PRODUCT_VERSION)));
  return Object.entries<Body>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Body>(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      permission: permissionOf(operation),
      parameters: (operation.parameters ?? []).map(({ name, in: place, required = false, schema }: Body) => ({
        ...{ name, in: place, required, schema: resolved(schema, document) },
      })),
      body: bodyOf(operation, document),
    })),
  );
}

/** A permission that the table does not have would be one that nobody can judge by. */
function permissionOf(operation: Body): PermissionCode | undefined {
  const code = operation['x-permission'];
  if (code === undefined) return undefined;
  const known = PERMISSION_CODES.find((one) => one === code);
  if (!known) throw new Error(`the table has no permission ${String(code)}`);
  return known;
}

function bodyOf(operation: Body, document: Body): Operation['body'] {
  const [first] = Object.entries<Body>(operation.requestBody?.content ?? {});
  if (!first) return undefined;
  const [mediaType, { schema }] = first;
  return { mediaType, schema: resolved(schema, document) };
}

/** The schema with its references filled in. */
function resolved(schema: Body, document: Body, depth = 0): Body {
  if (depth > REFERENCES_DEPTH_MAX) return {};
  const name = schema?.$ref?.split('/').at(-1);
  if (name !== undefined) return resolved(document.components.schemas[name], document, depth + 1);
  if (schema?.allOf?.length === 1)
    return resolved({ ...schema, ...schema.allOf[0], allOf: undefined }, document, depth + 1);
  const items = schema?.items && resolved(schema.items, document, depth + 1);
  const properties = Object.entries<Body>(schema?.properties ?? {}).map(
    ([property, inner]): [string, Body] => [property, resolved(inner, document, depth + 1)],
  );
  return { ...schema, ...(items && { items }), properties: Object.fromEntries(properties) };
}

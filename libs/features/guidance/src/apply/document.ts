import { SilianError } from '#core/kernel';
import { readBlob, type DirectiveRow, type Sql } from '#platform/storage';

/** PostgreSQL's class of errors for values that it cannot hold. */
const DATA_EXCEPTION = /^22/;

/** The document that a directive names, as text; undefined while it is not here as a whole. */
export async function documentOf(sql: Sql, { blob }: DirectiveRow): Promise<string | undefined> {
  const content = blob === null ? undefined : await readBlob(sql, blob);
  return content?.toString('utf8');
}

/** Why a document cannot be applied, where that lies in the document; throws everything else on. */
export function documentFault(error: unknown): string {
  if (error instanceof SyntaxError) return 'document_unreadable';
  if (error instanceof SilianError)
    return `${error.code}:${error.params['path'] ?? error.params['unit'] ?? ''}`;
  if (DATA_EXCEPTION.test(String((error as { code?: unknown } | null)?.code))) return 'document_unreadable';
  throw error;
}

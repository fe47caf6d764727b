import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { SHEET_MEDIA_TYPES, type SheetFormat } from '#platform/sheets';

/** A sheet as a download. The plain name is for programs that do not read the other one (RFC 6266). */
export function sheetFile(stream: Readable, format: SheetFormat, name: string): StreamableFile {
  const encoded = encodeURIComponent(`${name}.${format}`).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new StreamableFile(stream, {
    type: SHEET_MEDIA_TYPES[format],
    disposition: `attachment; filename="silian.${format}"; filename*=UTF-8''${encoded}`,
  });
}

/** Says of a route that it answers with a sheet. */
export function ApiSheetResponse(): MethodDecorator {
  const file = { schema: { type: 'string', format: 'binary' } };
  const types = Object.values(SHEET_MEDIA_TYPES);
  return ApiOkResponse({ content: Object.fromEntries(types.map((type) => [type, file])) });
}

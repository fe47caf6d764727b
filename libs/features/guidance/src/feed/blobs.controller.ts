import { Controller, Get, Inject, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { BLOB_BYTES_MAX, BLOB_CHUNK_BYTES_MAX, isDigest } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Database, logsNamingBlob, readBlobPart } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { concerns } from './concern.js';

/** Node to node: gives a document, part by part, to whom a directive names it. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/blobs')
export class BlobsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  @Get(':digest')
  async part(
    @Req() request: LinkRequest,
    @Param('digest') digest: string,
    @Query('offset') offset: unknown,
  ): Promise<StreamableFile> {
    const { unit } = await this.authenticator.authenticate(request);
    const from = typeof offset === 'string' && /^\d{1,9}$/.test(offset) ? Number(offset) : BLOB_BYTES_MAX;
    if (!isDigest(digest) || from >= BLOB_BYTES_MAX) throw new SilianError('not_found');
    const { sql } = this.database;
    const named = (await logsNamingBlob(sql, digest)).some((log) => concerns(this.jurisdiction, log, unit));
    const part = named ? await readBlobPart(sql, digest, from, BLOB_CHUNK_BYTES_MAX) : undefined;
    if (!part || part.length === 0) throw new SilianError('not_found');
    return new StreamableFile(part);
  }
}

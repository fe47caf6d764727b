import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { encodeFrame, logKey } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Database, keptFor, keptLogs, type KeptHead } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { assembleFrame, WHOLE } from '../uplink/frame-assembly.js';
import { neededCertificates, readSupplies } from '../uplink/supply.js';
import { KEPT_HEADS_MAX, readKeptQuestion, readTailQuestion } from './tail-questions.js';

/** Node to node: gives a child back what it has written itself, and what is handed over to it. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/logs')
export class TailsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** The logs that are the sender's to write, and where they end here. */
  @Post()
  @HttpCode(200)
  async kept(@Req() request: LinkRequest): Promise<{ heads: KeptHead[]; more: boolean }> {
    const { sender, value } = await this.authenticator.open(request);
    const after = readKeptQuestion(value);
    const rows = await keptFor(this.database.sql, sender.unit, after, KEPT_HEADS_MAX + 1);
    return { heads: rows.slice(0, KEPT_HEADS_MAX), more: rows.length > KEPT_HEADS_MAX };
  }

  /** What follows in some of them, with every signer's certificates; `frame` is null where nothing does. */
  @Post('entries')
  @HttpCode(200)
  async entries(@Req() request: LinkRequest): Promise<{ frame: string | null; heads: KeptHead[] }> {
    const { sender, value } = await this.authenticator.open(request);
    const { logs, bytesMax } = readTailQuestion(value);
    const { sql } = this.database;
    const kept = await keptLogs(sql, sender.unit, logs);
    const from = new Map(logs.map((log) => [logKey(log), log.seq]));
    const behind = kept.flatMap((log) => {
      const ackedSeq = from.get(logKey(log)) ?? 0;
      return log.seq > ackedSeq ? { ...log, ackedSeq, headSeq: log.seq, knownSigner: null } : [];
    });
    const heads = kept.map(({ originId: _, ...head }) => head);
    if (behind.length === 0) return { frame: null, heads };
    const supplies = await readSupplies(sql, behind);
    const certificates = await neededCertificates(sql, supplies);
    const portions = assembleFrame(supplies, WHOLE, certificates, bytesMax);
    return { frame: encodeFrame(portions.flatMap(({ segments }) => segments)), heads };
  }
}

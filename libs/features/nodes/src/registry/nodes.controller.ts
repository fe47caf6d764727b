import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { Audited } from '#platform/audit';
import {
  ForWholeNode,
  FromCaller,
  NODE_IDENTITY,
  Permit,
  type Caller,
  type NodeIdentity,
} from '#platform/identity';
import { Database, readOwnTrust, revocationsOf, suspendNode, type NodeRow } from '#platform/storage';
import { TwoPersons } from '#features/consent';
import { Jurisdiction, UnitTree } from '#features/units';
import { claimsOf } from '../certificates/life-left.js';
import { Rotation } from '../certificates/rotation.js';
import { ParentLink } from '../link/parent-link.js';
import { Revocations } from '../revocation/revocations.js';
import { NodeRegistry } from './node-registry.js';
import {
  NodeDto,
  OwnNodeDto,
  RevokedDto,
  RevokeNodeBody,
  RotationDto,
  SuspendNodeBody,
} from './nodes.dto.js';

const A_NODE = { subject: 'unit', id: 'params.unit', unit: 'params.unit' } as const;

/** The operator's view of the nodes below, and the means to stop one. */
@ApiTags('nodes')
@ApiBearerAuth()
@Permit('nodes.manage')
@Controller('api/v1/nodes')
export class NodesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
    @Inject(Revocations) private readonly revocations: Revocations,
    @Inject(Rotation) private readonly rotation: Rotation,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(TwoPersons) private readonly twoPersons: TwoPersons,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The nodes below this one: who they are, how they stand, when they were last heard of',
  })
  @ApiOkResponse({ type: [NodeDto] })
  async list(@FromCaller() caller: Caller): Promise<NodeDto[]> {
    await this.registry.reload();
    const nodes = this.registry.all().filter(({ unit }) => this.jurisdiction.covers(caller.unit, unit));
    const prints = nodes.flatMap(({ fingerprint }) => fingerprint ?? []);
    const rows = prints.length === 0 ? [] : await revocationsOf(this.database.sql, prints);
    const revoked = new Set(rows.map((row) => row.fingerprint));
    return nodes.map((node) => {
      const { unit, level, suspendedReason, enters, version, fingerprint, url, lastSeenAt, clockSkewMs } =
        node;
      const status = statusOf(node, revoked);
      const name = this.tree.find(unit)?.name ?? '';
      const seen = { version, fingerprint, url, lastSeenAt, clockSkewMs };
      return { unit, name, level, status, suspendedReason, enters, ...seen };
    });
  }

  @Get('self')
  @ApiOperation({ summary: 'This node itself: its certificate, and where its parent is' })
  @ApiOkResponse({ type: OwnNodeDto })
  async self(): Promise<OwnNodeDto> {
    const { unit, fingerprint, chain } = this.identity;
    const [own] = chain;
    const { parentTold } = await readOwnTrust(this.database.sql);
    const certificateEndsAt = own ? claimsOf(own).notAfter : '';
    return { unit, fingerprint, certificateEndsAt, parentUrl: this.parent.url ?? null, parentTold };
  }

  @Post('self/rotate')
  @ForWholeNode()
  @HttpCode(200)
  @Audited('nodes.rotate')
  @ApiOperation({ summary: 'Renews this node’s own key and certificate now, while it works' })
  @ApiOkResponse({ type: RotationDto })
  async rotate(): Promise<RotationDto> {
    return { fingerprint: await this.rotation.rotate() };
  }

  @Post(':unit/suspend')
  @HttpCode(200)
  @Audited('nodes.suspend', A_NODE)
  @ApiOperation({ summary: 'Refuses every request of a unit’s node until it is resumed' })
  @ApiOkResponse({ type: NodeDto })
  suspend(
    @FromCaller() caller: Caller,
    @Param('unit') unit: string,
    @Body() { reason }: SuspendNodeBody,
  ): Promise<NodeDto> {
    return this.change(caller, unit, reason);
  }

  @Post(':unit/resume')
  @HttpCode(200)
  @Audited('nodes.resume', A_NODE)
  @ApiOperation({ summary: 'Lets a suspended node go on' })
  @ApiOkResponse({ type: NodeDto })
  resume(@FromCaller() caller: Caller, @Param('unit') unit: string): Promise<NodeDto> {
    return this.change(caller, unit, null);
  }

  @Post(':unit/revoke')
  @HttpCode(200)
  @Audited('nodes.revoke', { ...A_NODE, details: ['body.fingerprint'] })
  @ApiOperation({ summary: 'Takes the keys of a unit’s node out of service for good, on every tier' })
  @ApiOkResponse({ type: RevokedDto })
  async revoke(
    @FromCaller() caller: Caller,
    @Param('unit') unit: string,
    @Body() { reason, fingerprint }: RevokeNodeBody,
  ): Promise<RevokedDto> {
    this.jurisdiction.assertScope(caller, unit);
    const order = { unit, reason, ...(fingerprint === undefined ? {} : { fingerprint }) };
    await this.twoPersons.require(caller, 'node.revoke', order);
    const fingerprints = await this.database.transaction((tx) => this.revocations.revoke(tx, order));
    this.revocations.announce();
    return { fingerprints };
  }

  private async change(caller: Caller, unit: string, reason: string | null): Promise<NodeDto> {
    this.jurisdiction.assertScope(caller, unit);
    const changed = await this.database.transaction((tx) => suspendNode(tx, unit, reason));
    const node = changed && (await this.list(caller)).find((item) => item.unit === unit);
    if (!node) throw new SilianError('node_unknown', { unit });
    return node;
  }
}

/** A node without a certificate has not spoken yet, or its unit has been returned to its host. */
function statusOf({ fingerprint, suspendedAt }: NodeRow, revoked: ReadonlySet<string>): NodeDto['status'] {
  if (fingerprint === null) return 'absent';
  if (revoked.has(fingerprint)) return 'revoked';
  return suspendedAt ? 'suspended' : 'active';
}

import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpenRoute } from '#platform/identity';
import { Database } from '#platform/storage';

/** For supervisors and load balancers. Tells nothing about the node but whether it works. */
@ApiTags('health')
@OpenRoute()
@Controller('health')
export class HealthController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process answers and its database does' })
  async ready(): Promise<{ status: 'ok' }> {
    await this.database.sql.query('SELECT 1');
    return { status: 'ok' };
  }
}

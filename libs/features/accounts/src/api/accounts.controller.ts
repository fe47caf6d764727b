import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { accountTokensOf, Database, sessionsOf } from '#platform/storage';
import { Accounts } from '../manage/accounts.js';
import { TOKENS_MAX } from '../own-account.js';
import { Sessions, SESSIONS_MAX } from '../sessions.js';
import {
  AccountDto,
  AccountsQuery,
  ChangeAccountDto,
  MadeAccountDto,
  NewAccountDto,
  ResetPasswordDto,
  RightsDto,
} from './accounts.dto.js';
import { accountView, rightsView } from './views.js';

const AN_ACCOUNT = { subject: 'account', id: 'params.id' } as const;

@ApiTags('accounts')
@ApiBearerAuth()
@Permit('accounts.manage')
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The accounts of the caller’s subtree, by name' })
  @ApiOkResponse({ type: [AccountDto] })
  async list(@FromCaller() caller: Caller, @Query() { after, limit }: AccountsQuery): Promise<AccountDto[]> {
    return (await this.accounts.list(caller, after ?? '', limit)).map(accountView);
  }

  @Post()
  @Audited('accounts.create', { unit: 'body.unit' })
  @ApiOperation({ summary: 'Makes an account, with a first password that its owner has to change' })
  @ApiCreatedResponse({ type: MadeAccountDto })
  async create(@FromCaller() caller: Caller, @Body() body: NewAccountDto): Promise<MadeAccountDto> {
    const { account, password } = await this.accounts.create(caller, body);
    return { account: accountView(account), password };
  }

  @Get(':id')
  @ApiOperation({ summary: 'All that a person may do, where the person is signed in, and the tokens' })
  @ApiOkResponse({ type: RightsDto })
  async rights(@FromCaller() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<RightsDto> {
    const account = await this.accounts.find(caller, id);
    const { sql } = this.database;
    const sessions = await sessionsOf(sql, id, this.sessions.life, SESSIONS_MAX);
    return rightsView(account, sessions, await accountTokensOf(sql, id, TOKENS_MAX));
  }

  @Patch(':id')
  @Audited('accounts.change', { ...AN_ACCOUNT, details: ['body.disabled', 'body.unit'] })
  @ApiOperation({
    summary: 'Changes what a person may do; what is signed in with other rights is signed out',
  })
  @ApiOkResponse({ type: AccountDto })
  async change(
    @FromCaller() caller: Caller,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeAccountDto,
  ): Promise<AccountDto> {
    return accountView(await this.accounts.change(caller, id, body));
  }

  @Post(':id/password')
  @HttpCode(200)
  @Audited('accounts.reset-password', AN_ACCOUNT)
  @ApiOperation({ summary: 'Gives a new first password to who has forgotten the own one' })
  @ApiOkResponse({ type: ResetPasswordDto })
  async resetPassword(
    @FromCaller() caller: Caller,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<ResetPasswordDto> {
    return { password: await this.accounts.resetPassword(caller, id) };
  }

  @Post(':id/second-factor/end')
  @HttpCode(204)
  @Audited('accounts.reset-factor', AN_ACCOUNT)
  @ApiOperation({ summary: 'Takes the second factor away from who has lost it' })
  @ApiNoContentResponse()
  resetFactor(@FromCaller() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.accounts.resetFactor(caller, id);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Res } from '@nestjs/common';
import {
  ApiCookieAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller, type CallerReply } from '#platform/identity';
import { OwnAccount } from '../own-account.js';
import { Sessions } from '../sessions.js';
import { FromAddress } from './address.js';
import { ChangePasswordDto, CodeDto, NewFactorDto, PasswordDto, SessionDto } from './session.dto.js';
import { sessionView } from './views.js';

@ApiTags('session')
@ApiCookieAuth()
@Permit('account.own')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(OwnAccount) private readonly own: OwnAccount,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who is signed in, and what that person may do' })
  @ApiOkResponse({ type: SessionDto })
  async show(@FromCaller() caller: Caller): Promise<SessionDto> {
    const { account, session } = await this.own.of(caller);
    return sessionView(account, this.sessions.csrfOf({ id: session }));
  }

  @Delete()
  @HttpCode(204)
  @Audited('session.end')
  @ApiOperation({ summary: 'Signs the person out of this browser' })
  @ApiNoContentResponse()
  end(@FromCaller() caller: Caller, @Res({ passthrough: true }) reply: CallerReply): Promise<void> {
    return this.own.signOut(caller, reply);
  }

  @Put('password')
  @Audited('session.password')
  @ApiOperation({
    summary: 'Chooses another password; everything that was signed in with the old one is signed out',
  })
  @ApiOkResponse({ type: SessionDto })
  async changePassword(
    @FromCaller() caller: Caller,
    @Body() body: ChangePasswordDto,
    @FromAddress() address: string,
    @Res({ passthrough: true }) reply: CallerReply,
  ): Promise<SessionDto> {
    const session = await this.own.changePassword(caller, body, address, reply);
    const account = await this.own.byId(caller);
    return sessionView(account, this.sessions.csrfOf(session));
  }

  @Post('second-factor')
  @Audited('session.factor-begin')
  @ApiOperation({ summary: 'Begins a second factor; it is asked for once a code of it has been shown' })
  @ApiCreatedResponse({ type: NewFactorDto })
  beginFactor(
    @FromCaller() caller: Caller,
    @Body() { password }: PasswordDto,
    @FromAddress() address: string,
  ): Promise<NewFactorDto> {
    return this.own.beginFactor(caller, password, address);
  }

  @Put('second-factor')
  @HttpCode(204)
  @Audited('session.factor-confirm')
  @ApiOperation({ summary: 'Shows a code of the second factor, which holds from now on' })
  @ApiNoContentResponse()
  confirmFactor(@FromCaller() caller: Caller, @Body() { code }: CodeDto): Promise<void> {
    return this.own.confirmFactor(caller, code);
  }

  @Post('second-factor/end')
  @HttpCode(204)
  @Audited('session.factor-end')
  @ApiOperation({ summary: 'Gives the second factor up' })
  @ApiNoContentResponse()
  endFactor(
    @FromCaller() caller: Caller,
    @Body() { password }: PasswordDto,
    @FromAddress() address: string,
  ): Promise<void> {
    return this.own.endFactor(caller, password, address);
  }
}

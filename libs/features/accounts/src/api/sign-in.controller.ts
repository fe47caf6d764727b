import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpenRoute, type CallerReply } from '#platform/identity';
import { Sessions } from '../sessions.js';
import { SignIn } from '../sign-in/sign-in.js';
import { FromAddress } from './address.js';
import { SessionDto, SignInDto } from './session.dto.js';
import { sessionView } from './views.js';

@ApiTags('session')
@OpenRoute()
@Controller('api/v1/session')
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Signs a person in; the session is in a cookie that scripts cannot read' })
  @ApiCreatedResponse({ type: SessionDto })
  async begin(
    @Body() body: SignInDto,
    @FromAddress() address: string,
    @Res({ passthrough: true }) reply: CallerReply,
  ): Promise<SessionDto> {
    const { account, session } = await this.signIn.withPassword(body, address, reply);
    return sessionView(account, this.sessions.csrfOf(session));
  }
}

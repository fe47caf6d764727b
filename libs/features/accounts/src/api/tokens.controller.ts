import { Body, Controller, Delete, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiCookieAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { OwnAccount } from '../own-account.js';
import { MadeTokenDto, NewTokenDto, TokenDto } from './tokens.dto.js';
import { tokenView } from './views.js';

@ApiTags('session')
@ApiCookieAuth()
@Permit('account.own')
@Controller('api/v1/session/tokens')
export class TokensController {
  constructor(@Inject(OwnAccount) private readonly own: OwnAccount) {}

  @Get()
  @ApiOperation({ summary: 'The tokens of programs of the person who is signed in' })
  @ApiOkResponse({ type: [TokenDto] })
  async list(@FromCaller() caller: Caller): Promise<TokenDto[]> {
    return (await this.own.tokens(caller)).map(tokenView);
  }

  @Post()
  @Audited('tokens.make', { unit: 'body.unit' })
  @ApiOperation({ summary: 'Makes a token for a program, which may do no more than its owner' })
  @ApiCreatedResponse({ type: MadeTokenDto })
  make(@FromCaller() caller: Caller, @Body() body: NewTokenDto): Promise<MadeTokenDto> {
    return this.own.makeToken(caller, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Audited('tokens.end', { subject: 'token', id: 'params.id' })
  @ApiOperation({ summary: 'Ends a token' })
  @ApiNoContentResponse()
  end(@FromCaller() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.own.endToken(caller, id);
  }
}

import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** The pages that people arrive at; `app.ts` serves the files beside them. */
@ApiExcludeController()
@Controller()
export class PortalController {
  @Get()
  home(@Res() reply: FastifyReply): void {
    void reply.sendFile('index.html');
  }

  @Get('sso')
  sso(@Res() reply: FastifyReply): void {
    void reply.sendFile('sso.html');
  }

  @Get('request')
  request(@Res() reply: FastifyReply): void {
    void reply.sendFile('request.html');
  }

  @Get('verify')
  verify(@Res() reply: FastifyReply): void {
    void reply.sendFile('verify.html');
  }

  @Get('recall')
  recall(@Res() reply: FastifyReply): void {
    void reply.sendFile('recall.html');
  }

  @Get('open')
  open(@Res() reply: FastifyReply): void {
    void reply.sendFile('open.html');
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JwkSet, TrustFile } from '#evidence';
import { Answers } from '../openapi/answers.js';
import { JwkSetView, TrustFileView } from './trust.bodies.js';
import { Keys } from './keys.js';

@ApiTags('Trust')
@Controller('.well-known')
export class TrustController {
  constructor(private readonly keys: Keys) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @Answers('The public keys of receipts', JwkSetView)
  jwks(): JwkSet {
    return this.keys.trust.jwks;
  }

  @Get('countersign-trust.json')
  @Header('cache-control', 'public, max-age=300')
  @Answers(
    'All that checking a proof needs',
    TrustFileView,
    200,
    'Fetch it once and keep it: `countersign verify FILE --trust FILE`.',
  )
  trust(): TrustFile {
    return this.keys.trust;
  }
}

import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Document } from './served-document.js';
import { problemsPage } from './problems.page.js';
import { referencePage } from './reference.page.js';

@ApiExcludeController()
@Controller()
export class ReferenceController {
  constructor(@Inject(Document) private readonly document: Document) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): OpenAPIObject {
    return this.document.get();
  }

  @Get('reference')
  @Header('content-type', 'text/html; charset=utf-8')
  reference(): string {
    return referencePage(this.document.get());
  }

  @Get('reference/problems')
  @Header('content-type', 'text/html; charset=utf-8')
  problems(): string {
    return problemsPage();
  }
}

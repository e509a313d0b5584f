import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document, which can be made only once the routes are known. */
@Injectable()
export class Document {
  private made: OpenAPIObject | undefined;

  set(document: OpenAPIObject): void {
    this.made = document;
  }

  get(): OpenAPIObject {
    if (this.made === undefined) throw new Error('the OpenAPI document is not made yet');
    return this.made;
  }
}

import { Email, Instant, Line, ListOf, Paragraph } from '../fields.js';

export class CapturedMessage {
  @Line('The id of its delivery.', 64)
  readonly id!: string;

  @Email('Whom it was for.')
  readonly to!: string;

  @Line('The subject.', 500)
  readonly subject!: string;

  @Paragraph('The text.', 100_000)
  readonly text!: string;

  @Instant('When it was captured.')
  readonly capturedAt!: string;
}

export class CapturedMessages {
  @ListOf('The newest messages.', CapturedMessage, 200)
  readonly items!: CapturedMessage[];
}

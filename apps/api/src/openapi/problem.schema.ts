import { ERRORS } from '../errors/codes.js';
import { Choice, Count, Line, ListOf, Texts } from '../fields.js';

class InputErrorView {
  @Line('A JSON pointer into the body, or a parameter, or a header.', 1000, { example: '/use/act/0' })
  readonly path!: string;

  @Line('What is wrong there, and what to send.', 1000)
  readonly message!: string;

  @Texts('The nearest words of the vocabulary.', 3, { optional: true })
  readonly suggestions?: readonly string[];
}

/** RFC 9457, in the one shape that every failure has. */
export class ProblemView {
  @Line('Where the code is explained.', 200, { example: '/reference/problems#not_found' })
  readonly type!: string;

  @Line('What kind of failure it is.', 200, { example: ERRORS.not_found.title })
  readonly title!: string;

  @Count('The HTTP status.', 400, 599, { example: 404 })
  readonly status!: number;

  @Line('What to do.', 2000)
  readonly detail!: string;

  @Choice('The code, one of a fixed list.', Object.keys(ERRORS), { example: 'not_found' })
  readonly code!: string;

  @Line('Quote it when you report a fault.', 64)
  readonly requestId!: string;

  @ListOf('Each thing that is wrong with the input.', InputErrorView, 50, { optional: true })
  readonly errors?: readonly InputErrorView[];
}

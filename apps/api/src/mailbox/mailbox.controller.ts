/** Mail that was captured instead of sent: for demonstrations and tests, and only for people at this machine. */
import { Controller, Get, Header, Inject, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CapturedMail, Store } from '#store';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { CapturedMessages, CapturedMessage } from './mailbox.bodies.js';
import { messagePage, messagesPage } from './mailbox.page.js';
import { OnlyHere } from './only-here.js';

const MESSAGES_MAX = 200;

@ApiTags('Mailbox')
@UseGuards(OnlyHere)
@Controller()
export class MailboxController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get('mailbox')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiExcludeEndpoint()
  async page(): Promise<string> {
    return messagesPage(await this.store.mailbox.list(MESSAGES_MAX));
  }

  @Get('mailbox/:message')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiExcludeEndpoint()
  async messagePage(@RecordId('message', 'del') id: string): Promise<string> {
    return messagePage(await this.find(id));
  }

  @Get('v1/mailbox')
  @Answers('Captured mail, newest first', CapturedMessages, 200, 'Only with `MAIL_CAPTURE`, and from this machine.')
  async list(): Promise<CapturedMessages> {
    return { items: (await this.store.mailbox.list(MESSAGES_MAX)).map(viewOf) };
  }

  @Get('v1/mailbox/:message')
  @Answers('One captured message', CapturedMessage, 200, 'Only with `MAIL_CAPTURE`, and from this machine.')
  async read(@RecordId('message', 'del') id: string): Promise<CapturedMessage> {
    return viewOf(await this.find(id));
  }

  private async find(id: string): Promise<CapturedMail> {
    const mail = await this.store.mailbox.find(id);
    if (mail === null) throw notFound();
    return mail;
  }
}

function viewOf({ id, to, subject, text, capturedAt }: CapturedMail): CapturedMessage {
  return { id, to, subject, text, capturedAt };
}

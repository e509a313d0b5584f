import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { CONFIG } from '../provided.js';

const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** Lets in whoever sits at this machine, and answers everybody else as if the address did not exist. */
@Injectable()
export class OnlyHere implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const { socket, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const isLoopback = LOOPBACK.test(socket.remoteAddress ?? '');
    // Behind a proxy everybody comes from this machine, and a rebound name would let any page read the mail.
    const isDirect = headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
    const isNamedHere = HERE.includes((headers.host ?? '').replace(/:\d+$/, ''));
    if (this.config.mailCapture && isLoopback && isDirect && isNamedHere) return true;
    throw new AppError('route_unknown', 'no route has this address; see `/reference`');
  }
}

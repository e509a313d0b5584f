/**
 * Asks the operator's own time-stamp authority over HTTP (RFC 3161, section 3.4). Its address is a setting, as that of the
 * mail server is, so it may lie within and be plain; what it answers is signed, and checked before it is used.
 */
import { TimeStampRefused, type TimeStampAuthority } from '#evidence';
import { Outbound, OutboundRefused } from '#outbound';

const ANSWER_BYTES_MAX = 64 * 1024;

/** Throws `TimeStampRefused` where no answer is had: the delivery is tried again, and nothing is sealed without it. */
export function timeStampAuthority(url: URL): TimeStampAuthority {
  const permits = [{ kind: 'setting', address: url.href }] as const;
  const outbound = new Outbound({ permits, answerBytesMax: ANSWER_BYTES_MAX });
  return async (request) => {
    const headers = { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' };
    const answer = await outbound.fetch(url, { method: 'POST', headers, body: request }).catch((error: unknown) => {
      throw error instanceof OutboundRefused ? new TimeStampRefused(error.message) : error;
    });
    if (!answer.ok) throw new TimeStampRefused(`the authority answers ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
}

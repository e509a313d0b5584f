import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { KeyRow, Tx } from '#store';
import { secretHashesIn } from '../asking/key-secret.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { tellAdministrators } from './key-acts.js';
import { LeakedKey, LeakNoted } from './organizations.bodies.js';

@ApiTags('Keys')
@Controller('v1/leaked-keys')
export class LeakedKeysController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Post()
  @Writes()
  @Answers(
    'Report the secret of a key that was found',
    LeakNoted,
    202,
    'Whatever was found, the answer is the same. A key in it is revoked at once, and its administrators are told.',
  )
  async report(@Body() { text }: LeakedKey, @Acting() { tx }: Act): Promise<LeakNoted> {
    const found = (await standingIn(tx, text)).map(({ id }) => id);
    if (found.length > 0) await tx.lock(found);
    for (const id of found) {
      const { organization, name, revokedAt } = await tx.get('keys', id);
      if (revokedAt !== null) continue;
      const refs = { actor: 'system', organization, key: id };
      await tx.append([{ type: 'key.leaked', refs, evidence: {}, personal: null }]);
      await tellAdministrators(tx, organization, { what: 'reported', by: null, key: name, link: this.config.baseUrl });
    }
    return { received: true };
  }
}

/** Also those that have ended: that a secret lies about is worth knowing, and it shall not be taken for one that counts. */
async function standingIn(tx: Tx, text: string): Promise<readonly KeyRow[]> {
  const rows: KeyRow[] = [];
  for (const hash of secretHashesIn(text)) {
    const row = await tx.keyAtAll(hash);
    if (row !== null && row.revokedAt === null) rows.push(row);
  }
  return rows;
}

import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { shownEntry } from '#evidence';
import { toHex } from '#ledger';
import type { Store } from '#store';
import { LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { Proofs } from '../log/proofs.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { ConsentEvidence } from './consent-proof.bodies.js';

@ApiTags('Consents')
@Controller('v1/consents')
export class ConsentProofController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
    private readonly proofs: Proofs,
  ) {}

  @Get(':consent/proof')
  @Answers(
    'What was recorded of a consent, with proofs',
    ConsentEvidence,
    200,
    'Each entry gives its leaf again; each proof shows that the log holds it.',
  )
  async evidence(@RecordId('consent', 'cons') id: string, @LookingAt() look: Look): Promise<ConsentEvidence> {
    await this.sight.show(look, 'consents', id, 'proof');
    const entries = await this.store.transaction((tx) => tx.entries.ofConsent(id));
    const { checkpoint, places } = await this.proofs.ofAll(entries);
    const items = entries.map((entry, at) => {
      const place = places[at] ?? null;
      const log = place === null || checkpoint === null ? null : { ...place, checkpoint: checkpoint.note };
      return { id: entry.id, leafHash: toHex(entry.leafHash), entry: shownEntry(entry), log };
    });
    return { consent: id, items };
  }
}

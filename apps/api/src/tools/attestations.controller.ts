import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Instant } from '#consent';
import { newId, type Tx } from '#store';
import { organizationOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { territoryFault } from '../place.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { attestationView } from './tool-view.js';
import { AttestationView, NewAttestation } from './tools.bodies.js';

const YEARS_MAX = 2;

@ApiTags('Tools')
@Controller('v1')
export class AttestationsController {
  @Post('tools/:tool/attestations')
  @Writes()
  @Answers(
    'Attest what the terms of a tool say',
    AttestationView,
    201,
    'By a named person, who read them; the newest one counts, until it expires or is withdrawn.',
  )
  async attest(
    @RecordId('tool', 'tool') tool: string,
    @Body() body: NewAttestation,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<AttestationView> {
    const organization = await ownerOf(tx, tool, person);
    const { expiresAt, environment, regions, subprocessors, answers, evidenceHash = null } = body;
    const faults = regions.flatMap((region, index) => territoryFault(region, `/regions/${index}`));
    if (faults.length > 0) throw invalidInput(faults);
    await tx.lock([tool]);
    const at = await tx.at();
    if (expiresAt <= at || expiresAt > yearsAfter(at)) {
      throw invalidInput([{ path: '/expiresAt', message: `send an instant within the next ${YEARS_MAX} years` }]);
    }
    const attestation = newId('att');
    await tx.append([
      {
        type: 'attestation.given',
        refs: { actor: actorOf(person), organization, tool, attestation },
        evidence: { expiresAt, environment, regions, subprocessors, answers: { ...answers }, evidenceHash },
        personal: null,
      },
    ]);
    return recorded(tx, tool, attestation);
  }

  @Post('attestations/:attestation/withdraw')
  @Writes()
  @Answers('Withdraw an attestation', AttestationView, 200, 'No check that starts after this answer rests on it.')
  async withdraw(
    @RecordId('attestation', 'att') attestation: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<AttestationView> {
    const found = await tx.find('attestations', attestation);
    // Asked whether or not there is one: to a stranger both shall cost the same statements.
    const tool = found?.tool ?? attestation;
    const organization = await ownerOf(tx, tool, person);
    await tx.lock([tool]);
    const withdrawnAt = (await tx.find('attestations', attestation))?.withdrawnAt;
    if (withdrawnAt !== null) throw new AppError('state_conflict', 'it was withdrawn already');
    await tx.append([
      {
        type: 'attestation.withdrawn',
        refs: { actor: actorOf(person), organization, tool, attestation },
        evidence: {},
        personal: null,
      },
    ]);
    return recorded(tx, tool, attestation);
  }
}

/** The organization that registered the tool, if the person is in it. To everybody else the tool may not even exist. */
async function ownerOf(tx: Tx, id: string, person: Person): Promise<string> {
  const tool = await tx.find('tools', id);
  if (tool === null) throw notFound();
  return organizationOf(person, tool.organization);
}

async function recorded(tx: Tx, tool: string, id: string): Promise<AttestationView> {
  const attestation = (await tx.find('tools', tool))?.record.find((each) => each.id === id);
  if (attestation === undefined) throw new Error(`the attestation \`${id}\` is gone within its own transaction`);
  return attestationView(tx, attestation);
}

function yearsAfter(at: Instant): Instant {
  const end = new Date(at);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS_MAX);
  return end.toISOString();
}

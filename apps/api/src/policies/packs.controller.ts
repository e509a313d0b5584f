import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { packName, packNamed, PACKS, RULES, type PolicyPack } from '#consent';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PackList, PackView, type PackSummary } from './policies.bodies.js';

@ApiTags('Policies')
@Controller('v1/packs')
export class PacksController {
  @Get()
  @Answers('The released policy packs', PackList, 200, 'A released pack never changes; a change is another version.')
  list(): PackList {
    return { items: PACKS.map(packSummary) };
  }

  @Get(':pack')
  @ApiParam({ name: 'pack', description: 'The name of a pack, with its version.', example: 'sag-aftra-tv@2026' })
  @Answers('One policy pack, with what each rule says', PackView)
  read(@Param('pack') name: string): PackView {
    const pack = packNamed(name);
    if (pack === null) throw notFound();
    const rules = pack.rules.map(({ id, then }) => {
      const [rule = id] = id.split('/');
      return { id, rule, sentence: RULES[rule]?.sentence ?? '', then };
    });
    return { ...packSummary(pack), rules };
  }
}

export function packSummary(pack: PolicyPack): PackSummary {
  const { id, version, title, source, from, until } = pack;
  return { name: packName(pack), id, version, title, source, from, until };
}

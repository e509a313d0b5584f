/** The log as C2SP `tlog-tiles` has it: a checkpoint, tiles of hashes, and bundles of leaves. */
import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { proofFile, proofText } from '#evidence';
import { encodeEntryBundle, encodeTile, fromHex, LedgerError, parseTilePath, TILE_WIDTH, type Tile } from '#ledger';
import type { Store } from '#store';
import { Asking } from '../asking/asked.js';
import type { Asker } from '../asking/asker.js';
import { notFound } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';
import { STORE } from '../provided.js';
import { Keys } from '../trust/keys.js';
import { ProofFileView, ProofQuery } from './log.bodies.js';
import { Proofs } from './proofs.js';
import { Sight } from '../asking/sight.js';

@ApiTags('Log')
@Controller()
export class LogController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly keys: Keys,
    private readonly proofs: Proofs,
    private readonly sight: Sight,
  ) {}

  @Get('log/checkpoint')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'The signed head of the log', description: 'A C2SP signed note (`tlog-checkpoint`).' })
  @ApiOkResponse({ description: 'The note', content: { 'text/plain': { schema: { type: 'string' } } } })
  async checkpoint(): Promise<string> {
    const checkpoint = await this.store.log.checkpoint();
    if (checkpoint === null) throw notFound();
    return checkpoint.note;
  }

  @Get('log/key')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: "The log's public key", description: 'In note form; one key a line.' })
  @ApiOkResponse({ description: 'The key', content: { 'text/plain': { schema: { type: 'string' } } } })
  key(): string {
    return `${this.keys.trust.log.keys.join('\n')}\n`;
  }

  @Get('log/tile/*')
  @ApiOperation({
    summary: 'A tile of hashes, or a bundle of leaves',
    description:
      'Paths as in C2SP `tlog-tiles`: `/log/tile/<level>/<index>[.p/<width>]` and `/log/tile/entries/<index>[.p/<width>]`.',
  })
  @ApiParam({ name: 'path', schema: { type: 'string' }, example: '0/000.p/5' })
  @ApiOkResponse({
    description: 'The tile',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  async tile(@Param('*') path: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const tile = tileAt(`tile/${path}`);
    const size = (await this.store.log.checkpoint())?.size ?? 0;
    const bytes = await this.read(tile, size);
    // A tile never changes once it is served; that is what lets everyone between keep it.
    void reply
      .header('content-type', 'application/octet-stream')
      .header('cache-control', 'private, max-age=31536000, immutable');
    return Buffer.from(bytes);
  }

  @Get('v1/log/proofs')
  @ApiOperation({
    summary: 'Proof that a leaf is in the log',
    description: 'As JSON, or with `form=tlog-proof` as a C2SP text.',
  })
  @ApiOkResponse({ description: 'The proof', type: ProofFileView })
  async proof(
    @Query() query: ProofQuery,
    @Asking() asker: Asker,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    const { leaf, entry, form } = query;
    if ((leaf === undefined) === (entry === undefined)) {
      throw invalidInput([{ path: '/leaf', message: 'send either `leaf` or `entry`' }]);
    }
    if (entry !== undefined && !(await this.sight.seesEntry(asker, entry))) throw notFound();
    const proven = await this.proofs.of(entry === undefined ? { leafHash: hashOf(leaf) } : { entry });
    if (proven === null) throw notFound();
    if (form === 'tlog-proof') {
      void reply.header('content-type', 'text/plain; charset=utf-8');
      return proofText(proven.leaf, proven.proof);
    }
    return proofFile(proven.leaf, proven.proof);
  }

  private async read({ level, index, width }: Tile, size: number): Promise<Uint8Array> {
    const { log } = this.store;
    const from = index * TILE_WIDTH;
    const until = from + width;
    // Nothing beyond the checkpoint is served: nobody could check it.
    if (until > Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level))) throw notFound();
    return level === 'entries'
      ? encodeEntryBundle(await log.leaves(from, until))
      : encodeTile(await log.tileHashes(level, from, until));
  }
}

/** The pattern of the query has let hex digits through alone. */
function hashOf(leaf = ''): Uint8Array {
  return fromHex(leaf) ?? new Uint8Array();
}

function tileAt(path: string): Tile {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof LedgerError) throw notFound();
    throw error;
  }
}

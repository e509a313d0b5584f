/** The story of one consent, chapter by chapter. */
import { certificateIsSealed, farmIsAllowed, nothingIsAllowedYet } from './chapters-checking.js';
import { maraSigns, productionAsks } from './chapters-consenting.js';
import { filesAreVerified, proofsAreFetched, trustIsKept } from './chapters-proving.js';
import { farmIsDenied, maraTakesTrailersBack, productionIsTold, recallEnds } from './chapters-withdrawing.js';
import type { Scene } from './scene.js';

/** The files that people kept, and the trust file to check them with. */
export interface Kept {
  readonly trustFile: string;
  readonly files: readonly string[];
}

/** Everything that needs the service. */
export async function playOnline(scene: Scene): Promise<Kept> {
  const asked = await productionAsks(scene);
  await nothingIsAllowedYet(asked);
  const agreed = await maraSigns(asked);
  const receipts = await farmIsAllowed(agreed);
  const certificate = await certificateIsSealed(agreed);
  const mail = await maraTakesTrailersBack(agreed);
  const denial = await farmIsDenied(agreed);
  productionIsTold(agreed, mail);
  const recalled = await recallEnds(agreed, mail);
  const proofs = await proofsAreFetched(agreed);
  const trustFile = await trustIsKept(agreed);
  return { trustFile, files: [...receipts, denial, certificate, recalled, ...proofs] };
}

/** Everything that needs nothing but the files. */
export async function playOffline(scene: Scene, { trustFile, files }: Kept, isStopped: boolean): Promise<void> {
  scene.narrator.chapter('Anyone checks it, without us');
  if (isStopped) scene.narrator.tell('The service and its database are stopped now. Only the files are left.');
  await filesAreVerified(scene, trustFile, files);
}

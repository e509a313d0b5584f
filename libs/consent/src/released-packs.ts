/** The released packs, by name. */
import { CA_927_2025 } from './packs/ca-927/2025.js';
import { COUNTERSIGN_1 } from './packs/countersign/1.js';
import { EU_AI_ACT_50_2026_08 } from './packs/eu-ai-act-50/2026-08.js';
import { GDPR_2018 } from './packs/gdpr/2018.js';
import { COUNTERSIGNED_1 } from './packs/countersigned/1.js';
import { IL_103_0830_2024 } from './packs/il-103-0830/2024.js';
import { NETFLIX_2025_08 } from './packs/netflix/2025-08.js';
import { NO_FAKES_2026_05 } from './packs/no-fakes/2026-05.js';
import { NY_396_B_2026_06 } from './packs/ny-396-b/2026-06.js';
import { NY_5_302_2025 } from './packs/ny-5-302/2025.js';
import { PASSKEY_SIGNED_1 } from './packs/passkey-signed/1.js';
import { SAG_AFTRA_ANIMATION_2024 } from './packs/sag-aftra-animation/2024.js';
import { SAG_AFTRA_AUDIO_AI_2024 } from './packs/sag-aftra-audio-ai/2024.js';
import { SAG_AFTRA_COMMERCIALS_2025 } from './packs/sag-aftra-commercials/2025.js';
import { SAG_AFTRA_INTERACTIVE_2025 } from './packs/sag-aftra-interactive/2025.js';
import { SAG_AFTRA_INTERACTIVE_2026_11 } from './packs/sag-aftra-interactive/2026-11.js';
import { SAG_AFTRA_SOUND_2024 } from './packs/sag-aftra-sound/2024.js';
import { SAG_AFTRA_TV_2023 } from './packs/sag-aftra-tv/2023.js';
import { SAG_AFTRA_TV_2026 } from './packs/sag-aftra-tv/2026.js';
import { VERIFIED_IDENTITY_1 } from './packs/verified-identity/1.js';
import { packName } from './policy.js';
import type { PolicyPack } from './policy.js';

/** Every pack that was ever released: old decisions are made again under the versions that they name. */
export const PACKS: readonly PolicyPack[] = [
  COUNTERSIGN_1,
  NETFLIX_2025_08,
  SAG_AFTRA_TV_2023,
  SAG_AFTRA_TV_2026,
  SAG_AFTRA_COMMERCIALS_2025,
  SAG_AFTRA_INTERACTIVE_2025,
  SAG_AFTRA_ANIMATION_2024,
  SAG_AFTRA_SOUND_2024,
  SAG_AFTRA_AUDIO_AI_2024,
  CA_927_2025,
  NY_5_302_2025,
  IL_103_0830_2024,
  GDPR_2018,
  EU_AI_ACT_50_2026_08,
  NY_396_B_2026_06,
  NO_FAKES_2026_05,
  VERIFIED_IDENTITY_1,
  PASSKEY_SIGNED_1,
  COUNTERSIGNED_1,
  SAG_AFTRA_INTERACTIVE_2026_11,
];

const BY_NAME = new Map(PACKS.map((pack) => [packName(pack), pack]));

/** The pack with this name, such as `netflix@2025-08`, or `null`. */
export function packNamed(name: string): PolicyPack | null {
  return BY_NAME.get(name) ?? null;
}

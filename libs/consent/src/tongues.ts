/** The languages in which terms are said. What is said is decided in `render-*.ts`; how, in a tongue. */
import { ENGLISH, type Tongue } from './tongue-en.js';
import { SPANISH } from './tongue-es.js';

/** INVARIANT: words that somebody signed are rendered again to check them, so no language is ever taken out. */
export const TONGUES: Readonly<Record<string, Tongue>> = { en: ENGLISH, es: SPANISH };

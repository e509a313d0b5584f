/** How each kind of certificate says what it certifies. */
import { consentSheet } from './consent-sheet.js';
import type { Content } from './contents.js';
import { decisionSheet } from './decision-sheet.js';
import { recallSheet } from './recall-sheet.js';
import { reportSheet } from './report-sheet.js';
import type { Sheet } from './sheet.js';
import { usageSheet } from './usage-sheet.js';
import { withdrawalSheet } from './withdrawal-sheet.js';

/** The certificate of this content. */
export function sheetOf(content: Content): Sheet {
  switch (content.kind) {
    case 'consent':
      return consentSheet(content);
    case 'withdrawal':
      return withdrawalSheet(content);
    case 'decision':
      return decisionSheet(content);
    case 'recall':
      return recallSheet(content);
    case 'report':
      return reportSheet(content);
    case 'usage':
      return usageSheet(content);
  }
}

/** What the statements together say about a point, and which of them decided at any point that was asked about. */
import { add, addCommon, holds, meet, setsOf } from './atoms.js';
import type { RowSet } from './grid.js';
import type { Statement } from './statements.js';

/** What a point comes to: covered by a live consent, only by one that is in doubt, or by none. */
export type Answer = 'covered' | 'doubted' | 'missing';

/** The statements that decided somewhere. */
export interface Decisive {
  readonly covering: readonly Statement[];
  readonly doubting: readonly Statement[];
  readonly barring: readonly Statement[];
  /** Withdrawals, ended and not yet begun permissions, and refusals that explain why a point is not covered. */
  readonly explaining: readonly Statement[];
}

/** Answers points, each given as the set of statements that hold there, and remembers what decided those it notes. */
export interface Witness {
  readonly answer: (at: RowSet) => Answer;
  readonly note: (at: RowSet, given: Answer) => void;
  /** Whether any permission speaks of the point, in force or not. */
  readonly isSpokenOf: (at: RowSet) => boolean;
  readonly decisive: () => Decisive;
}

/**
 * A witness of these statements, whose rows they are in order. Where no consent is needed, a point is missing only if
 * something says never to it.
 */
export function witnessOf(statements: readonly Statement[], isConsentNeeded: boolean): Witness {
  const { consents, barring, refused, permitting } = rowsByMeaning(statements);
  const { fresh } = setsOf(statements.length);
  const met = { covering: fresh(), doubting: fresh(), barring: fresh(), explaining: fresh() };

  const answer = (at: RowSet): Answer => {
    if (meet(at, barring)) return 'missing';
    if (!isConsentNeeded) return 'covered';
    let found: Answer = 'missing';
    for (const { granted, withdrawn, doubted } of consents) {
      if (!meet(at, granted) || meet(at, withdrawn)) continue;
      if (!meet(at, doubted)) return 'covered';
      found = 'doubted';
    }
    return found;
  };

  const note = (at: RowSet, given: Answer): void => {
    addCommon(met.barring, at, barring);
    let isOpen = true;
    for (const { granted, withdrawn, doubted } of consents) {
      if (!meet(at, granted) || meet(at, withdrawn)) continue;
      isOpen = false;
      if (given === 'doubted') addCommon(met.doubting, at, doubted);
      // Once an approval settles the doubt, the allow rests on these, and holds its quantity against their caps.
      if (given === 'doubted' || (given === 'covered' && !meet(at, doubted))) addCommon(met.covering, at, granted);
    }
    if (isOpen) noteWhy(at);
  };
  const noteWhy = (at: RowSet): void => {
    addCommon(met.explaining, at, refused);
    for (const { granted, withdrawn, lapsed } of consents) {
      if (meet(at, granted) || meet(at, lapsed))
        addCommon(met.explaining, at, meet(at, withdrawn) ? withdrawn : lapsed);
    }
  };

  const pick = (set: RowSet): readonly Statement[] => statements.filter((_, row) => holds(set, row));
  return {
    answer,
    note,
    isSpokenOf: (at) => meet(at, permitting),
    decisive: () => ({
      covering: pick(met.covering),
      doubting: pick(met.doubting),
      barring: pick(met.barring),
      explaining: pick(met.explaining),
    }),
  };
}

interface ConsentRows {
  readonly granted: RowSet;
  readonly lapsed: RowSet;
  readonly withdrawn: RowSet;
  readonly doubted: RowSet;
}

interface RowsByMeaning {
  readonly consents: readonly ConsentRows[];
  readonly barring: RowSet;
  readonly refused: RowSet;
  readonly permitting: RowSet;
}

function rowsByMeaning(statements: readonly Statement[]): RowsByMeaning {
  const { fresh } = setsOf(statements.length);
  const consents = new Map<string, ConsentRows>();
  const barring = fresh();
  const refused = fresh();
  const permitting = fresh();
  const consentRows = (id: string): ConsentRows => {
    const rows = consents.get(id) ?? { granted: fresh(), lapsed: fresh(), withdrawn: fresh(), doubted: fresh() };
    consents.set(id, rows);
    return rows;
  };
  statements.forEach((statement, row) => {
    switch (statement.kind) {
      case 'prohibited':
      case 'standing':
        add(barring, row);
        break;
      case 'refused':
        add(refused, row);
        break;
      case 'granted':
        add(consentRows(statement.consent.id).granted, row);
        add(permitting, row);
        break;
      case 'ended':
      case 'not_begun':
      case 'void':
        add(consentRows(statement.consent.id).lapsed, row);
        add(permitting, row);
        break;
      case 'withdrawn':
        add(consentRows(statement.consent.id).withdrawn, row);
        break;
      case 'asked':
      case 'doubted':
        add(consentRows(statement.consent.id).doubted, row);
        break;
    }
  });
  return { consents: [...consents.values()], barring, refused, permitting };
}

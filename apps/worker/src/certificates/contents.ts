/** What each kind of certificate certifies. Pure, and independent of when it runs. */

/** What all kinds have: the entry that is certified, and where and by whom it was made. */
export interface Certified {
  /** The service's address. */
  readonly baseUrl: string;
  readonly isDevelopment: boolean;
  readonly entry: string;
  readonly at: string;
  /** In hex. */
  readonly leafHash: string;
  /** The entry as canonical JSON, in the shape that receipts use. */
  readonly record: string;
  /** Since when the performer is erased, where she is. */
  readonly erasedAt?: string;
}

/** Who and what an entry names by id. */
export interface Parties {
  readonly performer: string;
  readonly producer: string;
  readonly production: string;
}

/** One signature: as what, how and when. */
export interface Signed {
  readonly capacity: string;
  readonly method: string;
  /** How strong the method is, in the words of the record. */
  readonly level: string;
  /** SHA-256, in hex, of the public key of the passkey that signed, as `verify` states it; `null` where none did. */
  readonly keyHash: string | null;
  readonly at: string;
}

export interface ConsentContent extends Certified {
  readonly kind: 'consent';
  readonly consent: string;
  readonly parties: Parties;
  /** The language of the words, as they were signed. */
  readonly locale: string;
  readonly words: string;
  readonly wordsHash: string;
  readonly clauseCount: number;
  /** Hers, or that of who signed for her; `typedName` is `null` where none was typed: a passkey takes none. */
  readonly signed: Signed & { readonly typedName: string | { readonly erased: true } | null };
  /** Those that it took as well: it counts since the last of all. */
  readonly signedBesides: readonly Signed[];
}

export interface WithdrawalContent extends Certified {
  readonly kind: 'withdrawal';
  readonly consent: string;
  readonly parties: Parties;
  readonly isAsked: boolean;
  readonly isWhole: boolean;
  /** The very sentences that were shown before it was confirmed. */
  readonly effect: readonly string[];
  readonly stops: readonly string[];
  readonly goesOn: readonly string[];
  readonly told: readonly string[];
}

export interface DecisionContent extends Certified {
  readonly kind: 'decision';
  readonly check: string;
  readonly outcome: 'allow' | 'needs_approval' | 'deny';
  readonly validUntil: string;
  readonly askedBy: string;
  /** `null`: that no performer can be recognized, as whoever asked said. */
  readonly performer: string | null;
  readonly production: string;
  readonly use: readonly { readonly label: string; readonly text: string }[];
  readonly reasons: readonly { readonly message: string; readonly rule: string; readonly source: string }[];
  readonly nearest: readonly string[];
  readonly approvals: readonly string[];
  readonly obligations: readonly string[];
  readonly consents: readonly string[];
  readonly policies: readonly string[];
}

export interface RecallContent extends Certified {
  readonly kind: 'recall';
  readonly recall: string;
  readonly parties: Parties;
  readonly stops: readonly string[];
  readonly recipients: readonly {
    readonly name: string;
    readonly answeredAt: string;
    readonly statement: string | null;
  }[];
}

export interface ReportContent extends Certified {
  readonly kind: 'report';
  readonly report: string;
  readonly union: string;
  readonly from: string;
  readonly until: string;
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  readonly findings: readonly {
    readonly member: string;
    readonly production: string;
    readonly clause: string;
    readonly found: string;
    /** What the clause says, in a sentence; `null` where it is about none. */
    readonly says: string | null;
    readonly rule: string;
    readonly state: string;
  }[];
}

export interface UsageContent extends Certified {
  readonly kind: 'usage';
  readonly report: string;
  readonly parties: Parties;
  readonly from: string;
  readonly until: string;
  /** What was made on each consent; `null` where it rests on none. */
  readonly consents: readonly {
    readonly consent: string | null;
    /** `null` where it is not there any more. */
    readonly givenAt: string | null;
    /** `12 lines in 3 uses; 4 paid.`. */
    readonly made: readonly string[];
  }[];
  /** What became of the checks, and of what was declared; empty in reports from before that was kept. */
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  /** `null` where the report does not say. */
  readonly gaps: readonly { readonly title: string; readonly checks: readonly string[] }[] | null;
}

export type Content =
  ConsentContent | WithdrawalContent | DecisionContent | RecallContent | ReportContent | UsageContent;

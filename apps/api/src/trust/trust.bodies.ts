import { Choice, Instant, Line, ListOf, Nested, Paragraph, Texts } from '../fields.js';

class JwkView {
  @Choice('The key type.', ['OKP'])
  readonly kty!: string;

  @Choice('The curve.', ['Ed25519'])
  readonly crv!: string;

  @Line('The public key, base64url.', 43)
  readonly x!: string;

  @Line('The RFC 7638 thumbprint, by which a receipt names its key.', 43)
  readonly kid!: string;

  @Choice('The algorithm.', ['EdDSA'])
  readonly alg!: string;

  @Choice('What it is for.', ['sig'])
  readonly use!: string;
}

export class JwkSetView {
  @ListOf('Keys in use and retired ones.', JwkView, 100)
  readonly keys!: JwkView[];
}

class TrustedLog {
  @Line('The name of the log, as in its checkpoints.', 200)
  readonly origin!: string;

  @Texts('Verifier keys in note form.', 100)
  readonly keys!: string[];
}

class RetiredCertificateView {
  @Paragraph('The certificate in PEM.', 20_000)
  readonly certificate!: string;

  @Instant('From then on nothing counts that it sealed.')
  readonly retiredAt!: string;
}

const RETIRED_AT = 'From then on, what it signs counts for nothing.';

class RetiredReceiptKey {
  @Nested('The key.', JwkView)
  readonly key!: JwkView;

  @Instant(RETIRED_AT)
  readonly retiredAt!: string;
}

class RetiredLogKey {
  @Line('The verifier key in note form.', 500)
  readonly key!: string;

  @Instant(RETIRED_AT)
  readonly retiredAt!: string;
}

class RetiredKeys {
  @ListOf('Keys of receipts.', RetiredReceiptKey, 100)
  readonly receipts!: RetiredReceiptKey[];

  @ListOf('Keys of the log.', RetiredLogKey, 100)
  readonly log!: RetiredLogKey[];
}

class FormerIssuer {
  @Line('The address.', 200)
  readonly issuer!: string;

  @Instant('From then on nothing in its name counts.')
  readonly retiredAt!: string;
}

export class TrustFileView {
  @Choice('The form of this file.', ['trust/v1'])
  readonly countersign!: string;

  @Line('The address of the service whose receipts these keys sign.', 200)
  readonly issuer!: string;

  @Nested('The keys of receipts.', JwkSetView)
  readonly jwks!: JwkSetView;

  @Nested('The log and its keys.', TrustedLog)
  readonly log!: TrustedLog;

  @Texts('PEM certificates that seals may come from.', 100)
  readonly certificateAuthorities!: string[];

  @ListOf('Certificates that sealed before these.', RetiredCertificateView, 100)
  readonly retiredAuthorities!: RetiredCertificateView[];

  @Texts('PEM certificates of authorities whose time-stamps count.', 100)
  readonly timeStampAuthorities!: string[];

  @Paragraph('Who must have cosigned checkpoints: a C2SP `tlog-policy`. Left out where nobody must.', 20_000, {
    optional: true,
  })
  readonly witnesses?: string;

  @Nested('Keys that were replaced: what they signed counts for what witnesses saw before then.', RetiredKeys)
  readonly retiredKeys!: RetiredKeys;

  @ListOf('Where the service was before. Left out where it never moved.', FormerIssuer, 100, { optional: true })
  readonly formerIssuers?: FormerIssuer[];
}

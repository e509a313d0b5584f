import { Choice, Count, Id, Instant, Line, Pattern, Secret, Texts } from '../fields.js';
import { RECOVERY_CODE } from './recovery-codes.js';

const CODE = new RegExp(`^[0-9]{6}$|${RECOVERY_CODE.source}`);

export class ShowCode {
  @Pattern('Six digits of your authenticator program, or one of your recovery codes.', CODE, 'a code', {
    example: '402715',
  })
  readonly code!: string;
}

export class ShownCode {
  @Choice('What the session is now.', ['strong'])
  readonly level!: 'strong';

  @Count('How many recovery codes are left.', 0, 10)
  readonly recoveryCodesLeft!: number;
}

export class NameFactor {
  @Line('What you call it.', 80, { example: 'Phone' })
  readonly name!: string;
}

export class RecoveryCodes {
  @Texts('Ten codes, each of which counts once in the place of a factor. Not shown again.', 10, {
    example: ['K7QM-2XHD-9PRT-4WBN-E6VA-3JYC'],
  })
  readonly recoveryCodes!: string[];
}

export class RecoveryView {
  @Instant('When it was said that every factor is lost.')
  readonly askedAt!: string;

  @Instant('Nothing comes of it before.')
  readonly dueAt!: string;

  @Instant('Nor from then on.')
  readonly lapsesAt!: string;
}

export class CancelRecovery {
  @Line('The part of the mailed link behind `#stop-recovery.`.', 200, { example: 'QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ' })
  readonly token!: string;
}

export class TotpSecretShown {
  @Secret('The secret in base 32, for typing. It counts for nothing before its first code was sent here.')
  readonly secret!: string;

  @Secret('The same as an `otpauth:` address, for a picture that an authenticator program reads.')
  readonly uri!: string;
}

export class ConfirmTotp {
  @Pattern('The six digits that the authenticator program shows now.', /^[0-9]{6}$/, 'six digits', {
    example: '402715',
  })
  readonly code!: string;

  @Line('What you call it.', 80, { optional: true, example: 'Phone' })
  readonly name?: string;
}

export class FactorView {
  @Id('fac', 'The factor.')
  readonly id!: string;

  @Choice('A passkey, or an authenticator program that shows codes.', ['passkey', 'totp'])
  readonly kind!: string;

  @Line('What its owner calls it.', 80, { nullable: true })
  readonly name!: string | null;

  @Instant('When it was added.')
  readonly addedAt!: string;
}

export class AddedFactor extends FactorView {
  @Texts(
    'Ten codes for the day on which it is lost, with the first factor alone; each counts once. Not shown again.',
    10,
    {
      optional: true,
      example: ['K7QM-2XHD-9PRT-4WBN-E6VA-3JYC'],
    },
  )
  readonly recoveryCodes?: string[];
}

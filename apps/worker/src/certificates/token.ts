/**
 * A key in a PKCS #11 token, which signs and is never given away. The driver is an addon that must be compiled where it is
 * installed, so it is optional: this names the few calls of it that are used, and nothing else needs it.
 */
import { createHash } from 'node:crypto';
import { ConfigError, type SealConfig } from '../config.js';

interface Driver {
  load(path: string): void;
  close(): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Buffer[];
  C_GetTokenInfo(slot: Buffer): { readonly label: string };
  C_OpenSession(slot: Buffer, flags: number): Buffer;
  C_CloseSession(session: Buffer): void;
  C_Login(session: Buffer, userType: number, pin: string): void;
  C_FindObjectsInit(session: Buffer, template: readonly Attribute[]): void;
  C_FindObjects(session: Buffer, maxCount: number): Buffer[];
  C_FindObjectsFinal(session: Buffer): void;
  C_GetAttributeValue(session: Buffer, object: Buffer, template: readonly Attribute[]): { readonly value: Buffer }[];
  C_SignInit(session: Buffer, mechanism: { readonly mechanism: number; readonly parameter: null }, key: Buffer): void;
  C_SignAsync(session: Buffer, data: Buffer, room: Buffer): Promise<Buffer>;
}

interface Attribute {
  readonly type: number;
  readonly value?: string | number;
}

// Joined, for what is not installed everywhere is no module that the compiler could know.
const DRIVER = ['pkcs11', 'js'].join('');

/** The numbers of PKCS #11 2.40 that are needed here. */
const CKA = { CLASS: 0x00, LABEL: 0x03, KEY_TYPE: 0x100 } as const;
const CKO_PRIVATE_KEY = 3;
const CKK_EC = 3;
const CKM = { SHA256_RSA_PKCS: 0x40, ECDSA: 0x1041 } as const;
const CKF_SERIAL_SESSION = 4;
const CKF_OS_LOCKING_OK = 2;
const CKU_USER = 1;
/** An RSA signature of 8192 bits. */
const SIGNATURE_BYTES_MAX = 1024;

/** A token that was unlocked. */
export interface Token {
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Lets what is being signed end first. */
  readonly close: () => Promise<void>;
}

/** Loads the token's module, unlocks the token and finds the key. */
export async function openToken(config: Extract<SealConfig, { kind: 'pkcs11' }>): Promise<Token> {
  const driver = await loadDriver();
  driver.load(config.modulePath);
  // The driver signs on several threads. A token that is not told so takes no locks, and the process dies by a broken heap.
  driver.C_Initialize({ flags: CKF_OS_LOCKING_OK });
  const underWay = new Set<Promise<unknown>>();
  const close = async (): Promise<void> => {
    await Promise.allSettled(underWay);
    driver.C_Finalize();
    driver.close();
  };
  try {
    const slot = slotOf(driver, config.token);
    // Whoever logs in does for all sessions, until the last one is closed: this one stays open.
    const session = driver.C_OpenSession(slot, CKF_SERIAL_SESSION);
    driver.C_Login(session, CKU_USER, config.pin);
    const key = keyOf(driver, session, config.key);
    return {
      sign: (bytes) => {
        const signing = sign(driver, slot, key, bytes).finally(() => underWay.delete(signing));
        underWay.add(signing);
        return signing;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadDriver(): Promise<Driver> {
  try {
    // Of the module only what `Driver` names is used, as its own documentation has it.
    const { default: loaded } = (await import(DRIVER)) as { default: { PKCS11: new () => Driver } };
    return new loaded.PKCS11();
  } catch {
    throw new ConfigError(
      'the package `pkcs11js` is not installed; install it where a compiler is, or seal with a key in a file',
    );
  }
}

function slotOf(driver: Driver, label: string | null): Buffer {
  const slots = driver.C_GetSlotList(true);
  // Labels are padded with spaces. A slot whose token was never set up has a label of nothing else.
  const labels = slots.map((slot) => driver.C_GetTokenInfo(slot).label.trim());
  const found = slots.filter((_, index) => (label === null ? labels[index] !== '' : labels[index] === label));
  const [slot, ...others] = found;
  if (slot !== undefined && others.length === 0) return slot;
  throw new ConfigError(
    `there is not exactly one such token; set \`SEAL_PKCS11_TOKEN\` to one of ${labels.join(', ')}`,
  );
}

interface Key {
  readonly handle: Buffer;
  readonly isElliptic: boolean;
}

function keyOf(driver: Driver, session: Buffer, label: string): Key {
  driver.C_FindObjectsInit(session, [
    { type: CKA.CLASS, value: CKO_PRIVATE_KEY },
    { type: CKA.LABEL, value: label },
  ]);
  const [handle, ...others] = driver.C_FindObjects(session, 2);
  driver.C_FindObjectsFinal(session);
  if (handle === undefined || others.length > 0)
    throw new ConfigError(
      `the token holds not exactly one private key \`${label}\`; set \`SEAL_PKCS11_KEY\` to its label`,
    );
  const [kind] = driver.C_GetAttributeValue(session, handle, [{ type: CKA.KEY_TYPE }]);
  return { handle, isElliptic: kind?.value[0] === CKK_EC };
}

/** Each signature in a session of its own: a session does one thing at a time. */
async function sign(driver: Driver, slot: Buffer, { handle, isElliptic }: Key, bytes: Uint8Array): Promise<Uint8Array> {
  const session = driver.C_OpenSession(slot, CKF_SERIAL_SESSION);
  try {
    // Of the elliptic mechanisms only the one over a digest is in every token.
    const data = isElliptic ? createHash('sha256').update(bytes).digest() : Buffer.from(bytes);
    const mechanism = isElliptic ? CKM.ECDSA : CKM.SHA256_RSA_PKCS;
    driver.C_SignInit(session, { mechanism, parameter: null }, handle);
    return new Uint8Array(await driver.C_SignAsync(session, data, Buffer.alloc(SIGNATURE_BYTES_MAX)));
  } finally {
    driver.C_CloseSession(session);
  }
}

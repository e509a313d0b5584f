/**
 * What every answer says to a browser, whatever it answers. A constant and not a plugin: the answers that Node's parser and
 * the router give on their own pass no hook, and must carry the same.
 */
import type { Config } from './config.js';
import { isTls } from './cookies.js';

/**
 * Pages load what lies beside them and nothing else, run no inline script, write no markup from text (Trusted Types), send
 * no form (scripts send JSON) and stand in nobody's frame. Answers that are no pages need none of it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Nothing here uses any of these; a script that got in shall not either. Passkeys are not among them. */
const PERMISSIONS_POLICY = [
  ...['accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation'],
  ...['gyroscope', 'hid', 'idle-detection', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

const ALWAYS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': PERMISSIONS_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // What is the same for everybody says so itself: anything else may be somebody's.
  'cache-control': 'no-store',
} as const;

/** Two years, as browsers ask of who wants to be on their list. */
const ONLY_HTTPS = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } as const;

export type SafetyHeaders = Readonly<Record<string, string>>;

export function safetyHeaders(config: Pick<Config, 'baseUrl'>): SafetyHeaders {
  return isTls(config) ? { ...ALWAYS, ...ONLY_HTTPS } : ALWAYS;
}

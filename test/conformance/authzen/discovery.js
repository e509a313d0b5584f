/** The metadata of a service: section 6, and where its routes are. */
import { demand, succeeded } from './expectations.js';

const WELL_KNOWN = '/.well-known/authzen-configuration';

const MEMBERS = {
  evaluation: 'access_evaluation_endpoint',
  evaluations: 'access_evaluations_endpoint',
  'search/subject': 'search_subject_endpoint',
  'search/resource': 'search_resource_endpoint',
  'search/action': 'search_action_endpoint',
};

/** The well-known part goes between the host and the path of the identifier. */
export function discoveryUrlOf(baseUrl) {
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}

/** Where each route is: as the metadata say, else where the specification puts it. */
export function endpointsOf(baseUrl, metadata) {
  const base = baseUrl.replace(/\/$/, '');
  return Object.fromEntries(
    Object.entries(MEMBERS).map(([api, member]) => [api, metadata?.[member] ?? `${base}/access/v1/${api}`]),
  );
}

export const DISCOVERY = [
  ['6.1', 'has metadata, as JSON', async (pdp) => succeeded(await pdp.metadata())],
  [
    '6.3',
    'calls itself what it was asked for as',
    async (pdp) => {
      const { policy_decision_point: named } = (await pdp.metadata()).body ?? {};
      demand(named === pdp.baseUrl, `expected \`${pdp.baseUrl}\`, got \`${named}\``);
      demand(!/[?#]/.test(named), `expected no query and no fragment in \`${named}\``);
      demand(isSecure(named), `expected an https address, got \`${named}\``);
    },
  ],
  [
    '6.3',
    'says where evaluations are asked',
    async (pdp) => {
      const { access_evaluation_endpoint: url } = (await pdp.metadata()).body ?? {};
      demand(isSecure(url), `expected an https address, got \`${url}\``);
    },
  ],
  [
    '6.4',
    'says where the rest is, or does not say',
    async (pdp) => {
      const metadata = (await pdp.metadata()).body ?? {};
      const odd = Object.values(MEMBERS).filter((member) => member in metadata && !isSecure(metadata[member]));
      demand(odd.length === 0, `expected https addresses in ${odd.join(', ')}`);
    },
  ],
  [
    '6.5',
    'lists capabilities as texts, and signs as JWT, where it does',
    async (pdp) => {
      const { capabilities = [], signed_metadata: signed } = (await pdp.metadata()).body ?? {};
      demand(
        Array.isArray(capabilities) && capabilities.every((each) => typeof each === 'string'),
        `expected texts, got ${JSON.stringify(capabilities)}`,
      );
      // Whether the signature is right needs the issuer's keys, which the metadata do not name.
      if (signed !== undefined) demand(issuerOf(signed) !== undefined, 'expected a JWT with an issuer');
    },
  ],
];

/** https; on this machine alone http will do, for no certificate names it. */
function isSecure(url) {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

function issuerOf(jwt) {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString()).iss;
  } catch {
    return undefined;
  }
}

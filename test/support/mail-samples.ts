/** One of each mail, filled with what could do harm if it were not looked after. */
import type { MailName, Mails } from '#mails';

/** A name that would break out of markup, in a script that would turn round the words beside it. */
export const ODD_NAME = 'מירה <b>&amp; "Søns"</b>';
const PLAIN_NAME = 'Harbor Lane Pictures';
const AT = '2026-12-01T09:30:00.000Z';

/** Samples whose names are all `name`, with links of one service. */
export function samplesWith(name: string): { readonly [Name in MailName]: Mails[Name] } {
  const link = 'https://countersign.example';
  return {
    sign_in: { link: `${link}/open#QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ`, minutes: 10 },
    sign_on_set: { organization: name, page: `${link}/sso/org_1` },
    sign_on_ended: { organization: name },
    sessions_ended: { reason: name },
    device_new: { browser: 'Firefox', system: null, address: '203.0.113.7', at: AT, isVouched: true, link },
    factor_added: { factor: 'totp', link },
    factor_removed: { factor: 'passkey', link },
    passkey_copied: { name, link },
    recovery_code_spent: { left: 7, link },
    recovery_codes_made: { link },
    recovery_asked: { dueAt: AT, cancel: `${link}/open#stop-recovery.3xJm`, link },
    recovery_of_fellow: { email: 'deniz@example.com', dueAt: AT, link },
    recovery_cancelled: { link },
    recovery_done: { factor: 'passkey', link },
    participation_invited: { owner: name, title: name, role: 'vendor', link },
    performer_invited: { organization: name, link },
    details_stated: { organization: name, details: ['bornOn', 'unions'], link },
    came_of_age: { link },
    authority_recorded: { by: name, capacity: 'guardian', link },
    authority_verified: { capacity: 'agent', link },
    authority_ended: { capacity: 'attorney', link },
    representative_verified: { capacity: 'estate', link },
    done_in_her_name: { act: 'request_countered', capacity: 'agent', authority: 'auth_1', link },
    request_sent: { producer: name, link },
    mail_failed: { what: 'request', id: 'req_1', link },
    request_reminder: {
      producer: name,
      respondBy: AT,
      link,
      stop: `${link}/reminders/QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ`,
    },
    signature_missing: {
      ...{ request: 'req_1', respondBy: AT, link },
      stop: `${link}/reminders/QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ`,
    },
    request_withdrawn: { producer: name, link },
    countersigned: { producer: name, isGiven: true, link },
    request_answered: { request: 'req_1', answer: 'countered', link },
    sign_code: { code: '402717', minutes: 10 },
    certificate_made: { consent: 'cons_1' },
    withdrawal_certified: { consent: 'cons_1' },
    consent_withdrawn: {
      ...{ consent: 'cons_1', productions: [name, 'Night Ferry'] },
      ...{ effect: ['It takes effect at once.'], stops: ['New lines in your voice.', 'Works must come down.'] },
      does: { kind: 'at_once', at: AT, works: 'remove_where_practicable' },
      recall: { answerBy: AT, deleteBy: AT, link: `${link}/recall#QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ` },
    },
    recall_reminder: {
      ...{ recall: 'rcl_1', productions: [name], duty: 'deletion', due: AT, isLate: true, isHers: false },
      link: `${link}/recall#QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ`,
    },
    recall_escalated: { recall: 'rcl_1', duty: 'answer', late: [name], isUnions: false, link },
    recall_unreached: { recall: 'rcl_1', unreached: [name], to: 'owner', link },
    recall_completed: { recall: 'rcl_1', consent: 'cons_1' },
    withdrawal_recorded: {
      ...{ consent: 'cons_1', effect: ['It takes effect at once.'], told: [name], entry: 'entry_1' },
      does: { kind: 'notice', at: AT, works: null },
    },
    consent_ended: { consent: 'cons_1', productions: [name], how: 'replaced' },
    consent_revoked: { consent: 'cons_1', link },
    withdrawal_asked: { consent: 'cons_1', isUnions: false, link },
    withdrawal_refused: { consent: 'cons_1', link },
    consent_disputed: { consent: 'cons_1', isUnions: true, link },
    dispute_ended: { consent: 'cons_1', isUnions: false, link },
    strike_begun: {
      ...{ union: name, agreements: ['sag-aftra-tv'], reason: name, until: AT },
      ...{ productions: [name, 'Night Ferry'], more: 3, link },
    },
    strike_over: { union: name, productions: [name], more: 0, link },
    use_paused: { union: name, reason: name, until: null, link },
    use_resumed: { union: name, link },
    use_disclosed: { by: name, title: name, disclosure: 'disc_1', isAsked: true, link },
    usage_report_given: { by: name, title: name, from: AT, until: AT, link },
    approval_answered: { approval: 'union', disclosure: 'disc_1', answer: 'refused', link },
    claim_made: { by: name, title: name, claim: 'clm_1', isPerformer: true, link },
    claim_questioned: { claim: 'clm_1', link },
    claim_answered: { claim: 'clm_1', link },
    key_changed: { what: 'rotated', by: name, key: name, organization: name, endsAt: AT, link },
    key_ending: { key: name, organization: name, endsAt: AT, link },
    webhook_changed: { what: 'created', by: name, organization: name, host: 'receiver.example', link },
  };
}

export const SAMPLES = samplesWith(PLAIN_NAME);

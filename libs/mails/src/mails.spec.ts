import { describe, expect, it } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import { ODD_NAME, SAMPLES, samplesWith } from '../../../test/support/mail-samples.js';
import { easeOf, gradeOf, sentencesOf, wordsOf } from '../../../test/support/reading-level.js';
import { acceptedLocale, isMailName, MAIL_LOCALES, renderMail, type MailName, type RenderedMail } from './index.js';

// The samples have one for each name, by their type.
const NAMES = Object.keys(SAMPLES) as MailName[];

function each(samples = SAMPLES): (RenderedMail & { name: MailName; locale: string })[] {
  return MAIL_LOCALES.flatMap((locale) =>
    NAMES.map((name) => ({ name, locale, ...renderMail(name, samples[name], locale) })),
  );
}

/** Only the words: no heading, links or codes, which are not read as sentences. */
function prose({ text }: RenderedMail): string {
  return text
    .replace(/^(.*): https?:\S+$/gm, '$1')
    .replace(/^Countersign$/m, '')
    .replace(/Harbor Lane Pictures/g, 'Harbor');
}

describe('every mail', () => {
  it('is rendered by its name, and no other name is', () => {
    expect(NAMES.every(isMailName)).toBe(true);
    expect(['toString', '', 'mail', null].some(isMailName)).toBe(false);
  });

  it('has no markup but its own, whatever is filled in', () => {
    const odd = each(samplesWith(ODD_NAME));
    expect(
      odd.filter(({ html }) => html.includes('<b>') || /<(script|img|link|iframe|object|form)\b/.test(html)),
    ).toEqual([]);
    const named = odd.filter(({ html }) => html.includes('מירה'));
    expect(named.length).toBeGreaterThan(30);
    for (const { html } of named)
      expect(html).toContain('<bdi>מירה &lt;b&gt;&amp;amp; &quot;Søns&quot;&lt;/b&gt;</bdi>');
  });

  it('keeps what is filled in from turning round the words beside it, or beginning a line of its own', () => {
    const { text, html } = renderMail(
      'request_sent',
      { producer: 'Evil\u202e\r\n\r\nPictures', link: 'https://x' },
      'en',
    );
    expect(text).toMatch(/^Evil Pictures asks what/);
    expect(html).toContain('<bdi>Evil Pictures</bdi> asks');
    expect(renderMail('request_sent', { producer: 'مريم', link: '' }, 'en').text).toContain('\u2068مريم\u2069 asks');
  });

  it('makes no link of a name that looks like a page', () => {
    for (const producer of [
      'https://pay-here.example',
      'www.pay-here.example',
      'https://x@pay-here.example',
      'Ärzte.example',
    ]) {
      const { text, html } = renderMail('request_sent', { producer, link: 'https://x' }, 'en');
      for (const words of [text.replace('https://x', ''), html.replace(/<style>[^]*<\/style>|<[^>]*>/g, '')])
        expect(words).not.toMatch(/https?:\/\/|\p{L}\.\p{L}/u);
      expect(text.replaceAll('\u2060', '')).toContain(producer);
    }
  });

  it('fetches nothing and links only where it was told to', () => {
    for (const { html } of each()) {
      const addresses = [...html.matchAll(/(?:href|src|url\()\s*=?\s*"?([^")]*)/g)].map(([, url]) => url ?? '');
      expect(addresses.filter((url) => !url.startsWith('https://countersign.example'))).toEqual([]);
    }
  });

  it('names nobody and nothing in its subject', () => {
    for (const { subject } of each(samplesWith('Mara Velloso'))) expect(subject).not.toMatch(/Mara|_1|402717|2026|@/);
    // A subject that follows from what is filled in would show here.
    const subjects = (name: string) => each(samplesWith(name)).map(({ subject }) => subject);
    expect(subjects('Mara')).toEqual(subjects('Deniz'));
  });

  it('puts a token into the fragment of a link alone, and only where it signs in, stops a recovery or answers a recall', () => {
    const inPath = each().filter(({ text }) => /https:\/\/[^/\s]+\/(?!open#|recall#|sso\/)\S/.test(text));
    // One press of a mail program stops reminders by the address alone (RFC 8058): it opens and shows nothing.
    expect(new Set(inPath.map(({ name }) => name))).toEqual(new Set(['request_reminder', 'signature_missing']));
    const withToken = each().filter(({ text }) => /https:\S*[#?]\S/.test(text));
    expect(new Set(withToken.map(({ name }) => name))).toEqual(
      new Set(['sign_in', 'recovery_asked', 'consent_withdrawn', 'recall_reminder']),
    );
    for (const { text } of withToken) expect(text).not.toMatch(/https:\S*\?/);
  });

  it('says what each list is: none follows a list, also where a mail of before says what a withdrawal does in sentences', () => {
    const { consent_withdrawn: told, withdrawal_recorded: recorded } = SAMPLES;
    const { does: _, ...ofBefore } = told;
    const { does: __, ...receipt } = recorded;
    const earlier = { ...SAMPLES, consent_withdrawn: ofBefore, withdrawal_recorded: receipt };
    for (const { html } of [...each(), ...each(earlier)]) expect(html).not.toMatch(/<\/ul>\s*<ul/);
  });

  it('says the same in text and in HTML', () => {
    for (const { text, html } of each()) {
      const words = html
        .replace(/<(style|title)>[^]*?<\/\1>/g, '')
        .replace(/<[^>]+>/g, ' ')
        .replaceAll('&#39;', "'");
      const missing = wordsOf(prose({ text, html, subject: '' })).filter((word) => !words.includes(word));
      expect(missing).toEqual([]);
    }
  });

  it('is plain: English for an eleven-year-old, Spanish that is fairly easy, no sentence over 25 words', () => {
    const english = each().filter(({ locale }) => locale === 'en');
    const spanish = each().filter(({ locale }) => locale === 'es');
    expect(gradeOf(english.map(prose).join('\n'))).toBeLessThan(6);
    expect(easeOf(spanish.map(prose).join('\n'))).toBeGreaterThan(70);
    const hard = [
      ...english.filter((mail) => gradeOf(prose(mail)) > 9).map((mail) => [mail.name, gradeOf(prose(mail))]),
      ...spanish.filter((mail) => easeOf(prose(mail)) < 65).map((mail) => [mail.name, easeOf(prose(mail))]),
    ];
    expect(hard).toEqual([]);
    const long = each().flatMap((mail) => sentencesOf(prose(mail)).filter((sentence) => wordsOf(sentence).length > 25));
    expect(long).toEqual([]);
  });
});

describe('the HTML of every mail', () => {
  it('is valid and accessible by the rules of html-validate', async () => {
    const rules = new HtmlValidate({
      root: true,
      extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
      rules: {
        // Mail readers drop style sheets, so colours stand at each element; dark ones cannot.
        'no-inline-style': 'off',
        // Mail is written in lines, and old readers know tables and their attributes alone.
        'no-deprecated-attr': 'off',
        'long-title': 'off',
        'no-trailing-whitespace': 'off',
      },
    });
    const faults: string[] = [];
    // The markup is that of one setting, whatever the language.
    for (const { name, html } of each(samplesWith(ODD_NAME)).filter(({ locale }) => locale === 'es')) {
      const { results } = await rules.validateString(html);
      for (const { ruleId, message } of results.flatMap(({ messages }) => messages))
        faults.push(`${name}: ${ruleId} ${message}`);
    }
    expect(faults).toEqual([]);
  });

  it('has its language, one heading that is its subject, and tables for nothing but their place', () => {
    for (const { locale, subject, html } of each()) {
      expect(html).toMatch(new RegExp(`^<!DOCTYPE html>\\n<html lang="${locale}" dir="ltr">`));
      expect([...html.matchAll(/<h\d[^>]*>([^<]*)</g)].map(([, title]) => title)).toEqual([subject]);
      expect([...html.matchAll(/<table(?! role="presentation")/g)]).toEqual([]);
      // What was signed stays in the language that it was signed in, and says so; nothing else is English.
      if (locale === 'es' && html.includes('New lines in'))
        expect(html).toMatch(/<ul[^>]* lang="en"><li><bdi>New lines in your voice.<\/bdi><\/li><\/ul>/);
      if (locale === 'es') expect(html).not.toMatch(/takes effect|must come down/);
    }
  });

  it('has one button that leads on where reminders can be stopped as well, and breaks words that are too long', () => {
    for (const { name, html } of each()) {
      const isReminder = name === 'request_reminder' || name === 'signature_missing';
      if (isReminder) expect([...html.matchAll(/<a class="goes-on"/g)]).toHaveLength(1);
      for (const [, style] of html.matchAll(/<(?:p|ul) class="ink" style="([^"]*font-size:17px[^"]*)"/g))
        expect(style).toContain('overflow-wrap:anywhere');
    }
  });

  it('keeps a contrast of 4.5 in light and dark, of words and of what is pressed', () => {
    const { html } = renderMail('request_sent', SAMPLES.request_sent, 'en');
    const light = { ground: '#f6f4ee', surface: '#ffffff', ink: '#171b26' };
    const dark = { surface: '#1a1d25', ink: '#efede6', onInk: '#12141a' };
    for (const colour of [...Object.values(light), ...Object.values(dark)]) expect(html).toContain(colour);
    expect(contrast(light.ink, light.surface)).toBeGreaterThan(4.5);
    expect(contrast(dark.ink, dark.surface)).toBeGreaterThan(4.5);
    expect(contrast(dark.onInk, dark.ink)).toBeGreaterThan(4.5);
    // Each text states its colour where its ground is stated, so that a reader's own theme meets both or neither.
    for (const [, style] of html.matchAll(/<(?:p|h1|ul|a) class="(?:ink|goes-on)"[^>]*style="([^"]*)"/g))
      expect(style).toMatch(/(?:^|;)color:#/);
  });
});

describe('the language of mail', () => {
  it('is the first that a browser asks for and mail speaks', () => {
    const asked = (header?: string) => acceptedLocale(header);
    expect(asked('es-MX,es;q=0.9,en;q=0.8')).toBe('es');
    expect(asked('fr;q=1, en;q=0.4, ES;q=0.7')).toBe('es');
    expect(asked('en-GB')).toBe('en');
    expect([asked('*'), asked('fr'), asked(''), asked(undefined), asked('es;q=0')]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

import { CODES, ERRORS } from '../errors/codes.js';
import { STATUS } from '../errors/errors.filter.js';
import { escaped, page } from '../portal/page.js';

/** Every error code, where the `type` of a problem points. */
export function problemsPage(): string {
  const sections = CODES.map(
    (code) =>
      `<section id="${code}"><h2><code>${code}</code></h2>
      <p><strong>${escaped(ERRORS[code].title)}.</strong> Status ${STATUS[code]}.</p><p>${coded(ERRORS[code].help)}</p></section>`,
  );
  const lead = '<p class="lead">Every answer that is not a success is an RFC 9457 problem with one of these codes.</p>';
  return page('Problems', lead + sections.join(''));
}

/** Text in which backticks mark code. */
export function coded(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

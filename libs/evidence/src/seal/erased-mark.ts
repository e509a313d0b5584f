/** What the keywords of a PDF begin with that is about somebody who was erased; the instant follows. */
export const ERASED_SINCE = 'erased-since:';

/** How secrets come in, how they stay out of the logs and off the open wire, and for how long evidence is kept. */
export { isThisMachine, publicAddress } from './address.js';
export { evidenceYears } from './evidence-years.js';
export { warnOfReaders, withFiles } from './files.js';
export type { Environment } from './files.js';
export { PERSONAL_SECRET_FILE, personalSecret } from './personal-secret.js';
export { openLog } from './log.js';

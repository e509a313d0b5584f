/** How secrets come in, and how they stay out of the logs and off the open wire. */
export { isThisMachine, publicAddress } from './address.js';
export { warnOfReaders, withFiles } from './files.js';
export type { Environment } from './files.js';
export { PERSONAL_SECRET_FILE, personalSecret } from './personal-secret.js';
export { openLog } from './log.js';

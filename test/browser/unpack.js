// Unpacks the browser into the folder for temporary files; a process of its own, for the package reads its environment when it is
// imported.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();

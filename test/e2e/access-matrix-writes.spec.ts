import { tryMatrix } from './access-matrix.js';

tryMatrix('write', (route) => !route.startsWith('GET '));

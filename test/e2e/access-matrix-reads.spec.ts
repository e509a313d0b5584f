import { tryMatrix } from './access-matrix.js';

tryMatrix('read', (route) => route.startsWith('GET '));

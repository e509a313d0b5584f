/** The same random cases for each mutant: one that a case happens to find must be found by the next run as well. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261_127 });

/** A union's desk: what is found, what strikes pause, and what is counted. */
import type pg from 'pg';
import { Findings } from './findings.js';
import { Statistics } from './statistics.js';
import { Strikes } from './strikes.js';

/** Reads of a union, within one transaction. */
export class Desk {
  readonly findings: Findings;
  readonly strikes: Strikes;
  readonly statistics: Statistics;

  constructor(client: pg.ClientBase) {
    this.findings = new Findings(client);
    this.strikes = new Strikes(client);
    this.statistics = new Statistics(client);
  }
}

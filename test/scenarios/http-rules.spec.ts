import { playThroughService } from './http-stage.js';

playThroughService(/^rule-/);

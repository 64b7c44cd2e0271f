import { livesOfADebtor } from './debtor/lives.js';

livesOfADebtor(0);

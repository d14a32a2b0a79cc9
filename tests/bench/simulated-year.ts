/** A year of periodic fetch on a virtual clock, judged by an oracle that shares no code with the product. */
import { judgeRenewals } from '../simulation/renewal-oracle.ts';
import { judge } from '../simulation/oracle.ts';
import { World } from '../simulation/world.ts';
import { liveThrough } from '../simulation/year.ts';
import type { BenchRow } from './figure.ts';

const HOUR_MS = 3_600_000;
const MINI_PROGRAMS = 100;

export const SIMULATED_YEAR: BenchRow = {
  name: 'year',
  title: `A simulated year of ${MINI_PROGRAMS} mini-programs`,
  async measure() {
    const appIds = Array.from({ length: MINI_PROGRAMS }, (_, index) => `app${index}`);
    const world = new World({ startAt: Date.UTC(2027, 0, 1, 9), timeZone: 'Europe/Berlin', appIds });
    await liveThrough(world, 365, 1, appIds);
    const { problems, expected, gaps } = judge(world, appIds);
    const { opens, waited, undisturbed, behind } = judgeRenewals(world);
    const shortest = Math.min(...gaps);
    const longest = Math.max(...gaps);
    return [
      { what: 'shortest gap while running', value: shortest / HOUR_MS, unit: 'h', atLeast: 12 },
      { what: 'longest gap while running, over 12 h', value: longest - 12 * HOUR_MS, unit: 'ms', atMost: 120_000 },
      {
        what: 'requests against the rules, missing or extra',
        value: problems.length + Math.abs(world.requests.length - expected),
        unit: '',
        atMost: 0,
      },
      { what: 'most requests at the same time', value: world.mostAtOnce, unit: '', atMost: 1 },
      {
        what: 'opens within 7 days of the last that asked the backend first',
        value: waited / opens,
        unit: 'x',
        atMost: 0.001,
      },
      { what: 'opens with details older than 12 h and a turn, undisturbed', value: behind, unit: '', atMost: 0 },
      { what: 'undisturbed opens', value: undisturbed, unit: '' },
      { what: 'requests', value: world.requests.length, unit: '' },
      { what: 'undisturbed gaps', value: gaps.length, unit: '' },
    ];
  },
};

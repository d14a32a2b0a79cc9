/** A year in the life of an installation: what happens, and when. */
import { createRandom, type Random } from './random.ts';
import type { ServerMode, World } from './world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SERVER_MODES: readonly ServerMode[] = ['ok', 'ok', 'not-modified', 'not-modified', 'down', 'retry-after'];

/** Something that takes a while, in all 24 h at most for one that is no holiday. */
type Episode = (world: World, random: Random) => Promise<number>;

const EPISODES: readonly (readonly [weight: number, Episode])[] = [
  // Nothing happens: the computer stays on.
  [30, async () => 0],
  // The night.
  [
    30,
    async (world, random) => {
      const ms = random.between(5, 10) * HOUR;
      world.sleep(ms, random.chance(0.8));
      return ms;
    },
  ],
  // Many short naps: none of them makes a burst.
  [
    6,
    async (world, random) => {
      for (let nap = 0; nap < 20; nap += 1) {
        world.sleep(random.between(1, 10) * MINUTE, random.chance(0.8));
        await world.pass(random.between(1, 20) * SECOND);
      }
      return 2 * HOUR;
    },
  ],
  // Quit, or killed, and started again some time later.
  [
    12,
    async (world, random) => {
      if (random.chance(0.5)) await world.stop();
      else world.kill();
      const ms = random.chance(0.3) ? 5 * SECOND : random.between(1, 20) * HOUR;
      await world.pass(ms);
      world.start();
      return ms;
    },
  ],
  // Offline, sometimes with a flapping network.
  [
    12,
    async (world, random) => {
      for (let flap = random.pick([0, 0, 10]); flap > 0; flap -= 1) {
        world.setOnline(false);
        await world.pass(random.between(100, 4000));
        world.setOnline(true);
        await world.pass(random.between(100, 4000));
      }
      world.setOnline(false);
      const ms = random.between(1, 20) * HOUR;
      await world.pass(ms);
      world.setOnline(true);
      return ms;
    },
  ],
  // On battery.
  [
    6,
    async (world, random) => {
      world.setOnBattery(true);
      const ms = random.between(1, 10) * HOUR;
      await world.pass(ms);
      world.setOnBattery(false);
      return ms;
    },
  ],
  // Switched off for a while.
  [
    3,
    async (world, random) => {
      world.setSwitchedOn(false);
      const ms = random.between(1, 20) * HOUR;
      await world.pass(ms);
      world.setSwitchedOn(true);
      return ms;
    },
  ],
  // The clock is wrong for some hours, then put right.
  [
    5,
    async (world, random) => {
      const ms = random.pick([-1, 1]) * random.pick([5 * MINUTE, HOUR, 13 * HOUR, 3 * DAY, 40 * DAY]);
      world.setClock(ms);
      const wrongFor = random.between(1, 10) * HOUR;
      await world.pass(wrongFor);
      world.setClock(-ms);
      return wrongFor;
    },
  ],
  // Holidays: asleep, closed or offline for longer than a mini-program is remembered.
  [
    1,
    async (world, random) => {
      const ms = random.between(3, 10) * DAY;
      const kind = random.between(0, 2);
      if (kind === 0) world.sleep(ms, true);
      else if (kind === 1) {
        await world.stop();
        await world.pass(ms);
        world.start();
      } else {
        world.setOnline(false);
        await world.pass(ms);
        world.setOnline(true);
      }
      return ms;
    },
  ],
];

function drawEpisode(random: Random): Episode {
  let left = random.next() * EPISODES.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, episode] of EPISODES) {
    left -= weight;
    if (left < 0) return episode;
  }
  return EPISODES[0]![1];
}

/** Small things that users, pages and servers do in between. */
function somethingSmall(world: World, random: Random, appIds: readonly string[]): void {
  // Every user has favourites: low numbers are opened daily, high ones are soon forgotten.
  const appId = appIds[Math.floor(random.next() ** 2 * appIds.length)]!;
  const dice = random.next();
  if (dice < 0.75) world.open(appId);
  else if (dice < 0.8) world.setToken(appId, false);
  else if (dice < 0.93) world.setToken(appId, true);
  else if (dice < 0.95) world.setEnabled(appId, random.chance(0.7));
  else world.servers.set(random.pick(appIds), random.pick(SERVER_MODES));
}

/** Lives through `days` days; returns when at least so much wall time has passed. */
export async function liveThrough(world: World, days: number, seed: number, appIds: readonly string[]): Promise<void> {
  const random = createRandom(seed);
  world.start();
  await world.pass(MINUTE);
  for (const appId of appIds) {
    world.setToken(appId, true);
    world.open(appId);
    await world.pass(random.between(1, 10) * MINUTE);
  }
  let hungServer: string | null = null;
  for (let livedMs = 0; livedMs < days * DAY;) {
    // One server at a time does not answer at all.
    if (random.chance(0.2)) {
      if (hungServer) world.servers.set(hungServer, 'ok');
      hungServer = random.chance(0.5) ? random.pick(appIds) : null;
      if (hungServer) world.servers.set(hungServer, 'hang');
    }
    for (let quarter = 0; quarter < 32; quarter += 1) {
      const ms = random.between(1, 60) * MINUTE + random.between(0, 60_000);
      await world.pass(ms);
      livedMs += ms;
      somethingSmall(world, random, appIds);
      await world.pass(random.between(10, 5000));
    }
    livedMs += await drawEpisode(random)(world, random);
    await world.pass(random.between(10, 300_000));
  }
}

/** The birds of the field guide. */
interface Bird {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** 1 to 12. */
  readonly months: readonly [from: number, to: number];
}

const BIRDS: readonly Bird[] = [
  { id: 'wren', name: 'Wren', text: 'Small, round, loud. It holds its tail upright.', months: [1, 12] },
  { id: 'swift', name: 'Swift', text: 'Never sits. It sleeps in the air.', months: [5, 8] },
  { id: 'dipper', name: 'Dipper', text: 'Walks on the ground of the brook, below the water.', months: [1, 12] },
  { id: 'hoopoe', name: 'Hoopoe', text: 'Opens its crest when it lands.', months: [4, 9] },
];

export function guideData(base: string, now: number): unknown {
  return { server: base, asOf: now, birds: BIRDS.map(({ id, name }) => ({ id, name })) };
}

/** `null`: there is none of that name. */
export function birdData(id: string): unknown {
  return BIRDS.find((bird) => bird.id === id) ?? null;
}

/** What a month is for a bird; without a month that can be read, for the whole year. */
export function seasonData(id: string, month: number): unknown {
  const bird = BIRDS.find((one) => one.id === id);
  if (!bird) return null;
  const [from, to] = bird.months;
  const isHere = !Number.isInteger(month) || (month >= from && month <= to);
  return { text: isHere ? 'It is here now.' : 'It is in the south now.' };
}

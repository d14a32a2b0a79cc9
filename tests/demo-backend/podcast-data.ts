/** A made-up show, a new episode each week, with audio that is computed on the way out. */
import { ARTWORK_BYTES, podcastArtwork } from './podcast-artwork.ts';
import { createRandom } from './seeded-random.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const FIRST_EPISODE_AT = Date.UTC(2026, 0, 8, 6);
const SHOWN_EPISODES = 12;
const SAMPLE_RATE = 8_000;
const WAV_HEADER_BYTES = 44;
const MELODY_SECONDS = 8;

const TOPICS: readonly (readonly [title: string, summary: string])[] = [
  [
    'The cellar under the market',
    'A walk below a covered market, where cheese, apples and stories are kept at eleven degrees.',
  ],
  [
    'Salt, smoke and patience',
    'Three ways to make a fish last the winter, and the coastal towns that grew rich on them.',
  ],
  ['Letters from a lighthouse pantry', 'What a keeper ordered for six months, and what was left when the boat came.'],
  ['The jar that travelled', 'How a preserving jar changed kitchens on four continents within twenty years.'],
  [
    'Night shift at the bakery',
    'Two in the morning, forty trays of dough, and the quiet mathematics of being ready at six.',
  ],
  [
    'A short history of ice',
    'Before the refrigerator, ships carried frozen lakes to the tropics. Somebody had to insulate them.',
  ],
  ['Seeds in the mountain', 'Inside the vault that hopes never to be needed.'],
  ['The last milk round', 'One float, two hundred doorsteps and a route known by heart.'],
  ['Honey does not spoil', 'A chemist, a beekeeper and a museum jar that nobody dares to taste.'],
  ['Stock taking', 'Why counting what you have is the oldest form of writing.'],
  ['The polar depot', 'Boxes laid down years ahead of the people who would need them.'],
  ['Mise en place', 'Cooks on having everything in its place before the first guest sits down.'],
];
const COLOURS = ['#b4552d', '#3f6b52', '#8a6d1f', '#41608f', '#7b3f61', '#2f6f78'];

export interface Episode {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly durationSeconds: number;
  /** ms since epoch */
  readonly publishedAt: number;
  readonly artworkColor: string;
  readonly audioUrl: string;
  readonly bytes: number;
  readonly artworkUrl: string;
  readonly artworkBytes: number;
}

export function podcastData(
  base: string,
  now: number,
): { server: string; asOf: number; show: Record<string, string>; episodes: Episode[] } {
  const latest = Math.max(SHOWN_EPISODES, Math.floor((now - FIRST_EPISODE_AT) / WEEK_MS) + 1);
  const numbers = Array.from({ length: SHOWN_EPISODES }, (_, index) => latest - index);
  return {
    server: base,
    asOf: now - (now % 60_000),
    show: {
      title: 'Cold Storage',
      author: 'Studio Understairs',
      description: 'A weekly program about the things people put by, and the days they are needed.',
      artworkColor: '#7a4a2b',
    },
    episodes: numbers.map((number) => episode(base, number)),
  };
}

function episode(base: string, number: number): Episode {
  const [title, summary] = TOPICS[(number - 1) % TOPICS.length] ?? ['Untitled', ''];
  const id = `episode-${number}`;
  const durationSeconds = durationOf(number);
  return {
    id,
    title,
    summary,
    durationSeconds,
    publishedAt: FIRST_EPISODE_AT + (number - 1) * WEEK_MS,
    artworkColor: colourOf(number),
    audioUrl: `${base}/podcast/audio/${id}.wav`,
    bytes: WAV_HEADER_BYTES + durationSeconds * SAMPLE_RATE,
    artworkUrl: `${base}/podcast/artwork/${id}.png`,
    artworkBytes: ARTWORK_BYTES,
  };
}

const colourOf = (number: number): string => COLOURS[number % COLOURS.length] ?? '#7a4a2b';

const numberOf = (id: string): number | null => {
  const digits = /^episode-([1-9]\d{0,3})$/.exec(id)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** The PNG file of an episode's artwork, or `null`. */
export function podcastPicture(id: string): Buffer | null {
  const number = numberOf(id);
  return number === null ? null : podcastArtwork(id, colourOf(number));
}

function durationOf(number: number): number {
  return 18 * 60 + Math.floor(createRandom(`episode ${number}`)() * 22 * 60);
}

export interface Audio {
  readonly size: number;
  readonly etag: string;
  /** Bytes `start` (inclusive) to `end` (exclusive). */
  read(start: number, end: number): Uint8Array;
}

/** The WAV file (8 bit, mono, 8 kHz: 8000 bytes a second) of an episode, or `null`. */
export function podcastAudio(id: string): Audio | null {
  const number = numberOf(id);
  if (number === null) return null;
  const samples = durationOf(number) * SAMPLE_RATE;
  const header = wavHeader(samples);
  const melody = createMelody(number);
  const size = WAV_HEADER_BYTES + samples;
  return {
    size,
    etag: `"${id}-${size}"`,
    read(start, end) {
      const bytes = new Uint8Array(end - start);
      for (let position = start; position < end; position += 1) {
        const sample = position - WAV_HEADER_BYTES;
        bytes[position - start] = (sample < 0 ? header[position] : melody[sample % melody.length]) ?? 0;
      }
      return bytes;
    },
  };
}

function wavHeader(samples: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return header;
}

/** Soft notes of a pentatonic scale, two a second, each fading out. */
function createMelody(number: number): Uint8Array {
  const random = createRandom(`melody ${number}`);
  const scale = [0, 2, 4, 7, 9, 12];
  const notes = Array.from(
    { length: MELODY_SECONDS * 2 },
    () => 220 * 2 ** ((scale[Math.floor(random() * scale.length)] ?? 0) / 12),
  );
  const samplesPerNote = SAMPLE_RATE / 2;
  return Uint8Array.from({ length: MELODY_SECONDS * SAMPLE_RATE }, (_, index) => {
    const within = index % samplesPerNote;
    const fade = Math.exp((-3 * within) / samplesPerNote) * Math.min(1, within / 80);
    return Math.round(
      128 +
        52 * fade * Math.sin((2 * Math.PI * (notes[Math.floor(index / samplesPerNote)] ?? 220) * within) / SAMPLE_RATE),
    );
  });
}

/** A made-up show, a new episode each week, with audio that is computed on the way out. */
import { ARTWORK_BYTES, podcastArtwork } from './podcast-artwork.ts';
import type { SampleLanguage, SampleText } from './sample-language.ts';
import { createRandom } from './seeded-random.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const FIRST_EPISODE_AT = Date.UTC(2026, 0, 8, 6);
const SHOWN_EPISODES = 12;
const SAMPLE_RATE = 8_000;
const WAV_HEADER_BYTES = 44;
const MELODY_SECONDS = 8;

interface Topic {
  readonly title: SampleText;
  readonly summary: SampleText;
}

const TOPICS: readonly [Topic, ...Topic[]] = [
  {
    title: { en: 'The cellar under the market', 'zh-Hans': '市场下面的地窖', fa: 'زیرزمین زیر بازار' },
    summary: {
      en: 'A walk below a covered market, where cheese, apples and stories are kept at eleven degrees.',
      'zh-Hans': '走进集市下方，奶酪、苹果和故事都存放在十一度里。',
      fa: 'گشتی زیر بازاری سرپوشیده، جایی که پنیر و سیب و داستان‌ها در یازده درجه می‌مانند.',
    },
  },
  {
    title: { en: 'Salt, smoke and patience', 'zh-Hans': '盐、烟与耐心', fa: 'نمک، دود و شکیبایی' },
    summary: {
      en: 'Three ways to make a fish last the winter, and the coastal towns that grew rich on them.',
      'zh-Hans': '让一条鱼熬过冬天的三种办法，以及因此富裕起来的海边小镇。',
      fa: 'سه راه تا ماهی زمستان را بگذراند، و شهرهای ساحلی که از آن ثروتمند شدند.',
    },
  },
  {
    title: {
      en: 'Letters from a lighthouse pantry',
      'zh-Hans': '灯塔储藏室的来信',
      fa: 'نامه‌هایی از انبار فانوس دریایی',
    },
    summary: {
      en: 'What a keeper ordered for six months, and what was left when the boat came.',
      'zh-Hans': '守塔人为六个月订了什么，船来的时候又剩下什么。',
      fa: 'نگهبان برای شش ماه چه سفارش داد، و وقتی قایق رسید چه مانده بود.',
    },
  },
  {
    title: { en: 'The jar that travelled', 'zh-Hans': '走遍四海的罐子', fa: 'شیشه‌ای که سفر کرد' },
    summary: {
      en: 'How a preserving jar changed kitchens on four continents within twenty years.',
      'zh-Hans': '一只密封罐如何在二十年里改变了四大洲的厨房。',
      fa: 'چگونه یک شیشهٔ مربا در بیست سال آشپزخانه‌های چهار قاره را دگرگون کرد.',
    },
  },
  {
    title: { en: 'Night shift at the bakery', 'zh-Hans': '面包房的夜班', fa: 'شیفت شب نانوایی' },
    summary: {
      en: 'Two in the morning, forty trays of dough, and the quiet mathematics of being ready at six.',
      'zh-Hans': '凌晨两点，四十盘面团，以及六点准时出炉的安静算术。',
      fa: 'ساعت دو بامداد، چهل سینی خمیر، و حساب‌وکتاب آرام آماده بودن تا شش.',
    },
  },
  {
    title: { en: 'A short history of ice', 'zh-Hans': '冰的简史', fa: 'تاریخ کوتاه یخ' },
    summary: {
      en: 'Before the refrigerator, ships carried frozen lakes to the tropics. Somebody had to insulate them.',
      'zh-Hans': '冰箱出现之前，船只把结冰的湖水运往热带，总得有人给它们保温。',
      fa: 'پیش از یخچال، کشتی‌ها دریاچه‌های یخ‌زده را به گرمسیر می‌بردند. کسی باید عایق‌شان می‌کرد.',
    },
  },
  {
    title: { en: 'Seeds in the mountain', 'zh-Hans': '山里的种子', fa: 'دانه‌ها در دل کوه' },
    summary: {
      en: 'Inside the vault that hopes never to be needed.',
      'zh-Hans': '走进那座希望永远用不上的种子库。',
      fa: 'درون گنجینه‌ای که امید دارد هرگز لازم نشود.',
    },
  },
  {
    title: { en: 'The last milk round', 'zh-Hans': '最后一趟送奶', fa: 'آخرین دور شیر' },
    summary: {
      en: 'One float, two hundred doorsteps and a route known by heart.',
      'zh-Hans': '一辆小车、两百户门口，还有一条烂熟于心的路线。',
      fa: 'یک گاری، دویست در خانه، و راهی که از بر است.',
    },
  },
  {
    title: { en: 'Honey does not spoil', 'zh-Hans': '蜂蜜不会坏', fa: 'عسل خراب نمی‌شود' },
    summary: {
      en: 'A chemist, a beekeeper and a museum jar that nobody dares to taste.',
      'zh-Hans': '一位化学家、一位养蜂人，和一只没人敢尝的博物馆罐子。',
      fa: 'یک شیمی‌دان، یک زنبوردار و شیشه‌ای در موزه که کسی جرئت چشیدنش را ندارد.',
    },
  },
  {
    title: { en: 'Stock taking', 'zh-Hans': '盘点', fa: 'انبارگردانی' },
    summary: {
      en: 'Why counting what you have is the oldest form of writing.',
      'zh-Hans': '为什么清点家当是最古老的书写。',
      fa: 'چرا شمردن داشته‌ها کهن‌ترین شکل نوشتن است.',
    },
  },
  {
    title: { en: 'The polar depot', 'zh-Hans': '极地补给站', fa: 'انبار قطبی' },
    summary: {
      en: 'Boxes laid down years ahead of the people who would need them.',
      'zh-Hans': '箱子提前多年放好，等着需要它们的人。',
      fa: 'جعبه‌هایی که سال‌ها پیش از نیازمندان‌شان گذاشته شده‌اند.',
    },
  },
  {
    title: { en: 'Mise en place', 'zh-Hans': '各就各位', fa: 'هر چیز سر جایش' },
    summary: {
      en: 'Cooks on having everything in its place before the first guest sits down.',
      'zh-Hans': '厨师们谈第一位客人落座之前，让一切各归其位。',
      fa: 'آشپزها از آماده بودن همه‌چیز پیش از نشستن نخستین مهمان می‌گویند.',
    },
  },
];

const SHOW: Readonly<Record<'title' | 'author' | 'description', SampleText>> = {
  title: { en: 'Cold Storage', 'zh-Hans': '冷藏室', fa: 'سردخانه' },
  author: { en: 'Studio Understairs', 'zh-Hans': '楼梯下工作室', fa: 'استودیو زیر پله' },
  description: {
    en: 'A weekly program about the things people put by, and the days they are needed.',
    'zh-Hans': '每周一期，讲述人们储存的东西，以及用到它们的日子。',
    fa: 'برنامه‌ای هفتگی دربارهٔ چیزهایی که مردم کنار می‌گذارند، و روزهایی که به کار می‌آیند.',
  },
};
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
  lang: SampleLanguage = 'en',
): { server: string; asOf: number; lang: SampleLanguage; show: Record<string, string>; episodes: Episode[] } {
  const latest = Math.max(SHOWN_EPISODES, Math.floor((now - FIRST_EPISODE_AT) / WEEK_MS) + 1);
  const numbers = Array.from({ length: SHOWN_EPISODES }, (_, index) => latest - index);
  return {
    server: base,
    asOf: now - (now % 60_000),
    lang,
    show: {
      title: SHOW.title[lang],
      author: SHOW.author[lang],
      description: SHOW.description[lang],
      artworkColor: '#7a4a2b',
    },
    episodes: numbers.map((number) => episode(base, number, lang)),
  };
}

function episode(base: string, number: number, lang: SampleLanguage): Episode {
  const { title, summary } = TOPICS[(number - 1) % TOPICS.length] ?? TOPICS[0];
  const id = `episode-${number}`;
  const durationSeconds = durationOf(number);
  return {
    id,
    title: title[lang],
    summary: summary[lang],
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

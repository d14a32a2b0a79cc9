/** The birds of the field guide. */
import type { SampleLanguage, SampleText } from './sample-language.ts';

interface Bird {
  readonly id: string;
  readonly name: SampleText;
  readonly text: SampleText;
  /** 1 to 12. */
  readonly months: readonly [from: number, to: number];
}

const BIRDS: readonly Bird[] = [
  {
    id: 'wren',
    name: { en: 'Wren', 'zh-Hans': '鹪鹩', fa: 'الیکایی' },
    text: {
      en: 'Small, round, loud. It holds its tail upright.',
      'zh-Hans': '小巧、圆润、嗓门大，尾巴总是翘着。',
      fa: 'کوچک، گرد و پرصدا. دمش را راست نگه می‌دارد.',
    },
    months: [1, 12],
  },
  {
    id: 'swift',
    name: { en: 'Swift', 'zh-Hans': '雨燕', fa: 'بادخورک' },
    text: {
      en: 'Never sits. It sleeps in the air.',
      'zh-Hans': '从不停歇，连睡觉也在空中。',
      fa: 'هرگز نمی‌نشیند. در هوا می‌خوابد.',
    },
    months: [5, 8],
  },
  {
    id: 'dipper',
    name: { en: 'Dipper', 'zh-Hans': '河乌', fa: 'زیرآبروک' },
    text: {
      en: 'Walks on the ground of the brook, below the water.',
      'zh-Hans': '在溪水之下的河床上行走。',
      fa: 'کف جویبار، زیر آب راه می‌رود.',
    },
    months: [1, 12],
  },
  {
    id: 'hoopoe',
    name: { en: 'Hoopoe', 'zh-Hans': '戴胜', fa: 'هدهد' },
    text: {
      en: 'Opens its crest when it lands.',
      'zh-Hans': '落地时会展开冠羽。',
      fa: 'هنگام نشستن کاکلش را باز می‌کند.',
    },
    months: [4, 9],
  },
];

const HERE: SampleText = { en: 'It is here now.', 'zh-Hans': '现在可以在这里看到它。', fa: 'اکنون اینجاست.' };
const AWAY: SampleText = { en: 'It is in the south now.', 'zh-Hans': '现在它在南方。', fa: 'اکنون در جنوب است.' };

export function guideData(base: string, now: number, lang: SampleLanguage = 'en'): unknown {
  return { server: base, asOf: now, lang, birds: BIRDS.map(({ id, name }) => ({ id, name: name[lang] })) };
}

/** `null`: there is none of that name. */
export function birdData(id: string, lang: SampleLanguage = 'en'): unknown {
  const bird = BIRDS.find((one) => one.id === id);
  return bird ? { id, lang, name: bird.name[lang], text: bird.text[lang], months: bird.months } : null;
}

/** What a month is for a bird; without a month that can be read, for the whole year. */
export function seasonData(id: string, month: number, lang: SampleLanguage = 'en'): unknown {
  const bird = BIRDS.find((one) => one.id === id);
  if (!bird) return null;
  const [from, to] = bird.months;
  const isHere = !Number.isInteger(month) || (month >= from && month <= to);
  return { lang, text: (isHere ? HERE : AWAY)[lang] };
}

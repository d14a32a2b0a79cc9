/** Prices that move with time and are the same for everybody who asks at the same moment. */
import type { SampleLanguage } from './sample-language.ts';
import { createRandom } from './seeded-random.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HISTORY_POINTS = 48;
/** A price stands for this long. */
const TICK_MS = 2_000;

const INSTRUMENTS: readonly (readonly [symbol: string, name: string, price: number, volatility: number])[] = [
  ['BTC', 'Bitcoin', 91_840, 0.028],
  ['ETH', 'Ethereum', 3_412, 0.034],
  ['BNB', 'BNB', 871.4, 0.03],
  ['SOL', 'Solana', 187.25, 0.048],
  ['XRP', 'XRP', 2.318, 0.042],
  ['ADA', 'Cardano', 0.6421, 0.046],
  ['DOGE', 'Dogecoin', 0.1789, 0.055],
  ['AVAX', 'Avalanche', 27.63, 0.05],
  ['LINK', 'Chainlink', 18.94, 0.044],
  ['DOT', 'Polkadot', 4.187, 0.045],
  ['LTC', 'Litecoin', 96.52, 0.036],
  ['UNI', 'Uniswap', 8.731, 0.052],
];

export interface MarketItem {
  readonly symbol: string;
  readonly name: string;
  readonly price: number;
  /** Percent. */
  readonly change24h: number;
  /** The last 24 h, oldest first; the last one is `price`. */
  readonly history: readonly number[];
}

export function marketData(
  base: string,
  now: number,
  lang: SampleLanguage = 'en',
): { server: string; asOf: number; lang: SampleLanguage; currency: string; items: MarketItem[] } {
  const asOf = Math.floor(now / TICK_MS) * TICK_MS;
  const items = INSTRUMENTS.map(([symbol, name, price, volatility]) => {
    const priceAt = createPrice(symbol, price, volatility);
    const history = Array.from({ length: HISTORY_POINTS }, (_, index) =>
      priceAt(asOf - ((HISTORY_POINTS - 1 - index) * DAY_MS) / (HISTORY_POINTS - 1)),
    );
    const current = priceAt(asOf);
    return { symbol, name, price: current, change24h: round((current / priceAt(asOf - DAY_MS) - 1) * 100, 2), history };
  });
  return { server: base, asOf, lang, currency: 'USD', items };
}

/** Waves of several lengths, from days to seconds: looks like a market, repeats for nobody. */
function createPrice(symbol: string, level: number, volatility: number): (time: number) => number {
  const random = createRandom(symbol);
  const waves = [5.3 * DAY_MS, 31 * HOUR_MS, 9.7 * HOUR_MS, 2.6 * HOUR_MS, 0.7 * HOUR_MS, 0.11 * HOUR_MS, 19_000].map(
    (period, index) => ({
      period: period * (0.8 + 0.4 * random()),
      phase: random() * 2 * Math.PI,
      height: volatility * 0.62 ** index * (0.7 + 0.6 * random()),
    }),
  );
  const decimals = level >= 1000 ? 1 : level >= 10 ? 2 : 4;
  return (time) => {
    const shift = waves.reduce(
      (sum, wave) => sum + wave.height * Math.sin((2 * Math.PI * time) / wave.period + wave.phase),
      0,
    );
    return round(level * Math.exp(shift), decimals);
  };
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

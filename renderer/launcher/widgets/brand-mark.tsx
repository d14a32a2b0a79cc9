/** The brand's mark: decoration for a text beside it. Its file comes from the brand's icons (build/brand). */
import type { JSX } from 'preact';

export function BrandMark(): JSX.Element {
  return <img class="brand-mark" src="mark.svg" alt="" />;
}

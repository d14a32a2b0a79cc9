/** Larder's jar: decoration for a text beside it. */
import type { JSX } from 'preact';

export function JarMark(): JSX.Element {
  return (
    <svg class="jar-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="jar-lid" x="8" y="3" width="16" height="5.5" rx="2" />
      <path
        class="jar-glass"
        d="M9.5 8.5h13v1.6c0 1 .5 1.7 1.3 2.4 1.4 1.2 2.2 2.7 2.2 4.6v8.4a4 4 0 0 1-4 4H10a4 4 0 0 1-4-4v-8.4c0-1.9.8-3.4 2.2-4.6.8-.7 1.3-1.4 1.3-2.4z"
      />
      <rect class="jar-label" x="9" y="16.5" width="14" height="8.5" rx="1" />
      <path class="jar-line" d="M12 20.75h8" />
    </svg>
  );
}

/** One row of a list of facts. */
import type { ComponentChildren, JSX } from 'preact';

export function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A switch that shows at once what was chosen, and goes back when that did not work. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface SwitchProps {
  label: string;
  /** The label is there for screen readers only: the context says it. */
  isLabelHidden?: boolean;
  hintId?: string;
  isDisabled?: boolean;
  value: boolean;
  /** Answers whether it worked. */
  onChange(value: boolean): Promise<boolean>;
}

export function Switch({
  label,
  isLabelHidden = false,
  hintId,
  isDisabled = false,
  value,
  onChange,
}: SwitchProps): JSX.Element {
  const [chosen, setChosen] = useState<boolean | null>(null);
  useEffect(() => setChosen(null), [value]);
  const change = async (next: boolean): Promise<void> => {
    setChosen(next);
    if (!(await onChange(next))) setChosen(null);
  };
  return (
    <label class="switch" title={isLabelHidden ? label : undefined}>
      <span class={isLabelHidden ? 'visually-hidden' : 'switch-label'}>{label}</span>
      <input
        type="checkbox"
        role="switch"
        {...(hintId === undefined ? {} : { 'aria-describedby': hintId })}
        disabled={isDisabled}
        checked={chosen ?? value}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </label>
  );
}

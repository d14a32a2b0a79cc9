/** What the settings are made of: sections, rows, and the sentence below a control that did not work. */
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../widgets/icons.tsx';
import { LockedNote, useLocked, type LockedName } from './locked.tsx';
import { ProblemText, type DisplayText } from '../widgets/problem-text.tsx';

export interface SectionProps {
  id: string;
  title: string;
  intro?: ComponentChildren;
  children: ComponentChildren;
}

export function Section({ id, title, intro, children }: SectionProps): JSX.Element {
  const titleId = `settings-${id}`;
  return (
    <section class="settings-section" aria-labelledby={titleId}>
      <h2 id={titleId} tabIndex={-1}>
        {title}
      </h2>
      {intro !== undefined && <p class="settings-intro">{intro}</p>}
      <div class="settings">{children}</div>
    </section>
  );
}

/** Announced when it appears. */
export function SettingProblem({ id, problem }: { id?: string; problem: DisplayText | null }): JSX.Element {
  return (
    <div role="alert" id={id} class="setting-problem-place">
      {problem !== null && (
        <p class="setting-problem">
          <Icon name="warning" />
          <span>
            <ProblemText of={problem} />
          </span>
        </p>
      )}
    </div>
  );
}

export interface ChoiceProps<Value extends string> {
  id: string;
  label: string;
  hint?: string;
  /** As the administrator may decide it. */
  setting: LockedName;
  problem: DisplayText | null;
  value: Value;
  options: readonly { readonly value: Value; readonly text: string; readonly lang?: string }[];
  onChange(value: Value): void;
}

/** One of a list. */
export function Choice<Value extends string>({
  id,
  label,
  hint,
  setting,
  problem,
  value,
  options,
  onChange,
}: ChoiceProps<Value>): JSX.Element {
  return (
    <div class="setting">
      <div class="setting-line">
        <label class="setting-label" for={id}>
          {label}
        </label>
        <span class="select">
          <select
            id={id}
            disabled={useLocked(setting)}
            aria-describedby={hint === undefined ? undefined : `${id}-hint`}
            value={value}
            onChange={(event) => {
              onChange(event.currentTarget.value as Value);
              // What was not saved is not shown as chosen.
              event.currentTarget.value = value;
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} lang={option.lang}>
                {option.text}
              </option>
            ))}
          </select>
          <Icon name="unfold" />
        </span>
      </div>
      {hint !== undefined && <p id={`${id}-hint`}>{hint}</p>}
      <LockedNote name={setting} />
      <SettingProblem problem={problem} />
    </div>
  );
}

/** The parts of a page under one heading: one tab stop, arrow keys choose. */
import type { ComponentChildren, JSX, TargetedKeyboardEvent } from 'preact';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
}

export interface TabsProps<Id extends string> {
  label: string;
  tabs: readonly Tab<Id>[];
  chosen: Id;
  onChoose(id: Id): void;
}

export function Tabs<Id extends string>({ label, tabs, chosen, onChoose }: TabsProps<Id>): JSX.Element {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const index = tabs.findIndex(({ id }) => id === chosen);
    const step = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const targets: Record<string, number> = {
      ArrowRight: (index + step + tabs.length) % tabs.length,
      ArrowLeft: (index - step + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const target = tabs[targets[event.key] ?? -1];
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(target.id);
    document.getElementById(`tab-${target.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          class="tab"
          aria-selected={id === chosen}
          aria-controls={`panel-${id}`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

/** One part; it is there while it is chosen, and hidden ones keep what was chosen in them. */
export function TabPanel({
  id,
  chosen,
  children,
}: {
  id: string;
  chosen: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div id={`panel-${id}`} class="tab-panel" role="tabpanel" aria-labelledby={`tab-${id}`} hidden={id !== chosen}>
      {children}
    </div>
  );
}

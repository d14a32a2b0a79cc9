/** One mini-program in a list: its icon and name, what is said of it, and a control at the end of the row. */
import type { ComponentChildren, JSX } from 'preact';
import { AppIcon } from './app-icon.tsx';

export interface ProgramRowProps {
  appId: string;
  name: string;
  iconUrl?: string | undefined;
  /** Before the control. */
  tools?: ComponentChildren;
  control: ComponentChildren;
  children: ComponentChildren;
}

export function ProgramRow({ appId, name, iconUrl, tools, control, children }: ProgramRowProps): JSX.Element {
  return (
    <li class="program-row">
      <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
      <div class="program-row-text">
        <h2 class="own-direction" title={name}>
          {name}
        </h2>
        {children}
      </div>
      {tools && <span class="program-row-tools">{tools}</span>}
      {control}
    </li>
  );
}

/** Which mini-programs have another network than this computer, by the developer's choice, and the way back. */
import type { JSX } from 'preact';
import { SLOW_NETWORK, type SwitchedNetwork } from '../../../preload/contract/activity.ts';
import { t } from '../language.ts';
import type { Run } from '../use-reported-call.ts';
import { byteSize } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';

export function SwitchedNetworks({
  switched,
  run,
}: {
  switched: readonly SwitchedNetwork[];
  run: Run;
}): JSX.Element | null {
  if (switched.length === 0) return null;
  return (
    <ul role="list" class="activity-switched">
      {switched.map(({ appId, name, condition }) => (
        <li key={appId} class="message message-warning">
          <Icon name="warning" />
          <p>{condition === 'offline' ? t('activity.switched.offline', { name }) : slowText(name)}</p>
          <button
            type="button"
            class="button button-small"
            aria-label={t('activity.switchBackFor', { name })}
            onClick={() => void run('launcher:dev-set-network', [appId, 'normal'])}
          >
            {t('activity.switchBack')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function slowText(name: string): string {
  const { roundTripMs, bytesPerSecond } = SLOW_NETWORK;
  const speed = t('downloads.perSecond', { amount: byteSize(bytesPerSecond) });
  return t('activity.switched.slow', { name, seconds: roundTripMs / 1000, speed });
}

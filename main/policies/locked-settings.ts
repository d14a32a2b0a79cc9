/** The user's settings below the administrator's: what is decided there is what everybody reads, and nobody changes it. */
import { AppError } from '../support/errors.ts';
import type { Settings, SettingsValues } from '../storage/settings.ts';
import type { Policies } from './policies.ts';

/** What the user had chosen stays in the file, and counts again when the policy is gone. */
export function lockSettings(settings: Settings, policies: Pick<Policies, 'settings' | 'isLocked'>): Settings {
  const locked = (values: SettingsValues): SettingsValues => ({ ...values, ...policies.settings });
  const get = (): SettingsValues => locked(settings.get());
  return {
    ...settings,
    get,
    update(change) {
      const now = get();
      const wanted = Object.entries(change) as [keyof SettingsValues, unknown][];
      const mine = wanted.filter(([name]) => !policies.isLocked(name));
      const refused = wanted.find(([name, value]) => policies.isLocked(name) && value !== now[name]);
      if (refused) throw new AppError('denied', { key: 'policies.lockedSetting', values: { name: refused[0] } });
      return locked(settings.update(Object.fromEntries(mine)));
    },
    onChange: (listener) => settings.onChange((values) => listener(locked(values))),
  };
}

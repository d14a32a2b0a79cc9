/** The launcher's pages that wait until somebody turns to them: settings, updates, diagnostics. */
import type { MachineState } from '../storage/machine-state.ts';
import { createJitter } from '../support/jitter.ts';
import { createDiagnosticsPage, type DiagnosticsPageDependencies } from './diagnostics.ts';
import { createSettingsPage, type SettingsPageDependencies } from './settings.ts';
import { createUpdatesPage, type UpdatesPageDependencies } from './updates.ts';

export type QuietPagesDependencies = SettingsPageDependencies &
  Omit<UpdatesPageDependencies, 'jitter'> &
  Omit<DiagnosticsPageDependencies, 'updates'> & { readonly machineState: MachineState };

type QuietHandlers = ReturnType<typeof createSettingsPage> &
  Awaited<ReturnType<typeof createUpdatesPage>>['handlers'] &
  ReturnType<typeof createDiagnosticsPage>;

export async function createQuietPages(dependencies: QuietPagesDependencies): Promise<QuietHandlers> {
  const jitter = createJitter(dependencies.machineState.get().installationId);
  const updatesPage = await createUpdatesPage({ ...dependencies, jitter });
  return {
    ...createSettingsPage(dependencies),
    ...updatesPage.handlers,
    ...createDiagnosticsPage({ ...dependencies, updates: updatesPage.updates }),
  };
}

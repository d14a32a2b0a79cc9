/**
 * Windows: what the connection costs, by its own settings
 * (https://learn.microsoft.com/uwp/api/windows.networking.connectivity.connectioncost). Only Windows PowerShell reaches
 * that without a component of our own. Starting it takes a good part of a second: it is asked when the network has
 * changed, and now and then for a setting that has.
 */
import path from 'node:path';
import { systemRoot } from '../../../support/system-values.ts';
import type { MeteredSource } from './metered-connection.ts';
import { runProgram, type RunProgram } from './run-program.ts';

const SCRIPT = [
  "$ErrorActionPreference = 'Stop'",
  '$information = [Windows.Networking.Connectivity.NetworkInformation, Windows.Networking.Connectivity, ContentType = WindowsRuntime]',
  '$profile = $information::GetInternetConnectionProfile()',
  "if ($null -eq $profile) { 'None' } else { [string]$profile.GetConnectionCost().NetworkCostType }",
].join('; ');

/** `None`: there is no connection. `Unknown` is Windows' word for one that it knows nothing of. */
const COSTS: ReadonlyMap<string, boolean> = new Map([
  ['Fixed', true],
  ['Variable', true],
  ['Unrestricted', false],
  ['Unknown', false],
  ['None', false],
]);

/** `null`: it is no answer. */
export function parseConnectionCost(output: string): boolean | null {
  return COSTS.get(output.trim()) ?? null;
}

/** `windows`: `C:\Windows`. Its own copy is started, whatever lies in the folders of `PATH`. */
export function createConnectionCostSource(windows = systemRoot(), run: RunProgram = runProgram): MeteredSource {
  const program = path.win32.join(windows, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return {
    everyMs: 15 * 60_000,
    isSure: true,
    async read() {
      const output = await run(program, ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SCRIPT]);
      return output === null ? null : parseConnectionCost(output);
    },
  };
}

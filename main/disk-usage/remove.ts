/** Removes a mini-program, and everything of it. */

/** The parts that have something of it; each ends and deletes what it has. */
export interface RemovalOwners {
  readonly library: { cancelInstall(appId: string): void; remove(appId: string): Promise<void> };
  /** Ends the mini-program's window without asking its page. */
  closeWindow(appId: string): void;
  readonly scheduler: { removed(appId: string): void };
  readonly downloads: { removeApp(appId: string): Promise<void> };
  readonly packages: { cancel(appId: string): Promise<void> };
  readonly tokens: { clear(appId: string): Promise<void> };
  clearSite(appId: string): Promise<void>;
  /** What a developer has its network be. */
  readonly switches: { set(appId: string, condition: 'normal'): void };
}

/** What uses its files ends first; its state goes last, so that a removal cut short can be made again. */
export async function removeMiniProgram(appId: string, owners: RemovalOwners): Promise<void> {
  owners.library.cancelInstall(appId);
  owners.closeWindow(appId);
  owners.scheduler.removed(appId);
  await owners.downloads.removeApp(appId);
  await owners.packages.cancel(appId);
  // It goes with the state, whether the secret store answers or not.
  await owners.tokens.clear(appId).catch(() => {});
  await owners.clearSite(appId);
  // Added again, it is one that nobody has switched anything of.
  owners.switches.set(appId, 'normal');
  await owners.library.remove(appId);
}

/** Keys as the user's system writes them. */

/** "Ctrl+N", and "⌘N" on macOS. The shortcuts take either key everywhere; this is the one that is customary. */
export function withCommandKey(key: string, platform: string = navigator.platform): string {
  return platform.startsWith('Mac') ? `⌘${key}` : `Ctrl+${key}`;
}

/** The switches Chromium and Electron themselves understand, among the product's own options. */
export interface HostCommandLine {
  readonly userDataDir: string | undefined;
  readonly headless: boolean;
  readonly passwordStore: string | undefined;
  readonly language: string | undefined;
  /** `name` -> value; '' for a switch without one. */
  readonly switches: ReadonlyMap<string, string>;
}

/** Switches of Chromium's that are safe and useful to pass on from the command line. */
const PASSED_ON =
  /^(?:lang|force-device-scale-factor|force-dark-mode|enable-features|disable-features|disable-blink-features|enable-blink-features|proxy-server|proxy-bypass-list|no-sandbox|window-size|font-render-hinting|force-prefers-reduced-motion|js-flags)$/;

export function parseHostCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): HostCommandLine {
  const switches = new Map<string, string>();
  for (const arg of args) {
    if (arg === '--') break;
    const match = /^--([a-z][a-z0-9-]*)(?:=([^]*))?$/i.exec(arg);
    if (match?.[1]) switches.set(match[1], match[2] ?? '');
  }
  const hasDisplay = platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return {
    userDataDir: switches.get('user-data-dir') || undefined,
    headless: switches.has('headless') || !hasDisplay,
    passwordStore: switches.get('password-store') || undefined,
    language: switches.get('lang') || undefined,
    switches,
  };
}

/** Of `switches`, those for Chromium, as `name` or `name=value`. */
export function chromiumSwitches(switches: ReadonlyMap<string, string>): string[] {
  return [...switches]
    .filter(([name]) => PASSED_ON.test(name))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
}

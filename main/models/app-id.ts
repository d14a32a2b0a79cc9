/**
 * App ids and the URL hosts that stand for them.
 *
 * URL hosts are case-insensitive and app ids are not. An id that is already a lower-case DNS
 * label, and neither looks like an IPv4 number to the URL parser nor is a device name of Windows
 * (the host names a folder too), is its own host. Any other id becomes
 * `<lower-cased id>-<case mask>`: bit i of the mask (base 36) is set when character i is upper
 * case. Ids have no hyphen, so the two forms never meet and both can be read back.
 */
const APP_ID = /^[0-9A-Za-z]{1,48}$/;
const LOWER_CASE_LABEL = /^[0-9a-z]+$/;
/** The URL parser reads such a host as an IPv4 address: `123` is `0.0.0.123`. */
const IPV4_NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;
/** `mini-programs/con` cannot be made on Windows. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** True for 1 to 48 characters of base62: the longest whose host fits a 63-octet DNS label. */
export function isAppId(value: unknown): value is string {
  return typeof value === 'string' && APP_ID.test(value);
}

/** The host of `mp://<host>/` for `appId`; also a file name that is safe on every file system. */
export function hostOfAppId(appId: string): string {
  if (!isAppId(appId)) throw new RangeError(`Cannot make a host of "${String(appId)}": not an app id`);
  if (LOWER_CASE_LABEL.test(appId) && !IPV4_NUMBER.test(appId) && !WINDOWS_DEVICE.test(appId)) return appId;
  let mask = 0;
  for (let index = 0; index < appId.length; index += 1) {
    const code = appId.charCodeAt(index);
    if (code >= 0x41 && code <= 0x5a) mask += 2 ** index;
  }
  return `${appId.toLowerCase()}-${mask.toString(36)}`;
}

/** The app id behind `host`, or `null` when no app id has that host. */
export function appIdOfHost(host: string): string | null {
  const separator = host.indexOf('-');
  const letters = separator < 0 ? host : host.slice(0, separator);
  if (!LOWER_CASE_LABEL.test(letters)) return null;
  let appId = letters;
  if (separator >= 0) {
    const digits = host.slice(separator + 1);
    if (!/^[0-9a-z]{1,10}$/.test(digits)) return null;
    // At most 48 bits: a number holds them exactly, operators on bits do not.
    const mask = parseInt(digits, 36);
    appId = Array.from(letters, (character, index) =>
      Math.floor(mask / 2 ** index) % 2 === 1 ? character.toUpperCase() : character,
    ).join('');
  }
  return isAppId(appId) && hostOfAppId(appId) === host ? appId : null;
}

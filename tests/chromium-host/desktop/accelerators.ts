/** Accelerators (docs/tutorial/keyboard-shortcuts.md): compared by what is pressed, not by how it is written. */

const MODIFIERS: Readonly<Record<string, readonly string[]>> = {
  command: ['meta'],
  cmd: ['meta'],
  super: ['meta'],
  meta: ['meta'],
  control: ['ctrl'],
  ctrl: ['ctrl'],
  commandorcontrol: [process.platform === 'darwin' ? 'meta' : 'ctrl'],
  cmdorctrl: [process.platform === 'darwin' ? 'meta' : 'ctrl'],
  alt: ['alt'],
  option: ['alt'],
  altgr: ['altgr'],
  shift: ['shift'],
};

const KEY =
  /^(?:[0-9a-z]|f(?:[1-9]|1[0-9]|2[0-4])|[)!@#$%^&*(:;+=<,_\->.?/~`{\][|\\}"']|plus|space|tab|capslock|numlock|scrolllock|backspace|delete|insert|return|enter|up|down|left|right|home|end|pageup|pagedown|escape|esc|num(?:[0-9]|dec|add|sub|mult|div)|printscreen|volume(?:up|down|mute)|media(?:nexttrack|previoustrack|stop|playpause))$/;

/** The keys of `accelerator` in one order; throws for what the documentation does not know. */
export function acceleratorKeys(accelerator: string): string {
  const parts = accelerator.toLowerCase().split('+');
  const key = parts.pop() ?? '';
  const modifiers = parts.flatMap((part) => {
    const known = MODIFIERS[part];
    if (!known) throw new TypeError(`Invalid accelerator: "${accelerator}"`);
    return known;
  });
  if (!KEY.test(key)) throw new TypeError(`Invalid accelerator: "${accelerator}"`);
  return [...new Set(modifiers)]
    .sort()
    .concat(key === 'plus' ? '+' : key === 'escape' ? 'esc' : key === 'return' ? 'enter' : key)
    .join('+');
}

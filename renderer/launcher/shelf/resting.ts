/** Tells when a person is about to open a mini-program: the pointer rests on its tile, or it has the focus. */

/** Shorter is passing by. */
const RESTING_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;

export function beginResting(appId: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => void window.container.invoke('launcher:warm-up', appId), RESTING_MS);
}

export function endResting(): void {
  clearTimeout(timer);
}

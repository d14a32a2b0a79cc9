// @ts-check
/** Lines for the person at the terminal. Standard output belongs to the product. */

/** @param {string} line */
export function say(line) {
  process.stderr.write(`larder: ${line}\n`);
}

/** A reason to stop that is told as one line, without a stack. */
export class StartError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'StartError';
  }
}

/** Answers that servers wrap: `{"code": "000000", "data": …}`. */

export type Opened =
  | { readonly ok: true; readonly value: unknown }
  /** It says that something went wrong. */
  | { readonly ok: false; readonly code: string };

/** As people's servers say that all went well. */
const SUCCESS = /^(?:0+|200|ok|success)$/i;
const MAX_CODE_CHARACTERS = 40;

/**
 * What is in the envelope, or `answer` itself when it is none, as one with the member `own` is. Data that is `null` is
 * `null` when the code says that all went well, or there is no code.
 */
export function openEnvelope(answer: unknown, own: string): Opened {
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  if (!isObject || own in answer || !('data' in answer || 'code' in answer)) return { ok: true, value: answer };
  const value = 'data' in answer ? (answer.data ?? null) : null;
  const code = 'code' in answer && ['string', 'number'].includes(typeof answer.code) ? String(answer.code) : null;
  if (value !== null || code === null || SUCCESS.test(code.trim())) return { ok: true, value };
  return { ok: false, code: code.slice(0, MAX_CODE_CHARACTERS) };
}

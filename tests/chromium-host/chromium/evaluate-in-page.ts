/** `webContents.executeJavaScript`. */
import type { CdpSession } from './cdp-connection.ts';

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string; readonly value?: unknown };
  };
}

/**
 * docs/api/web-contents.md: "resolves with the result of the executed code or is rejected if the
 * result of the code is a rejected promise". Only copies of plain values come back.
 */
export async function evaluateInPage(session: CdpSession, code: string, userGesture: boolean): Promise<unknown> {
  const answer = (await session.send('Runtime.evaluate', {
    expression: code,
    awaitPromise: true,
    returnByValue: true,
    userGesture,
  })) as unknown as Evaluated;
  const { exceptionDetails } = answer;
  if (exceptionDetails)
    throw new Error(
      exceptionDetails.exception?.description?.split('\n')[0] ??
        String(exceptionDetails.exception?.value ?? exceptionDetails.text),
    );
  return answer.result.value;
}

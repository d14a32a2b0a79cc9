/** How a message of the host gets to a page or worker. */
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { HostMessage, MessageText } from './ipc-renderer.ts';

/** Strings from this length on travel beside the message: inside it they would be escaped twice. */
const LONG_CHARACTERS = 4096;

/** `receiver`: the object id of the function that takes the host's messages. A page that goes away meanwhile is no error. */
export function deliverMessage(session: CdpSession, receiver: string, message: HostMessage): void {
  const { text, strings } = splitMessage(message);
  session.post('Runtime.callFunctionOn', {
    objectId: receiver,
    functionDeclaration: 'function (text, ...strings) { this(text, strings); }',
    arguments: [text, ...strings].map((value) => ({ value })),
    silent: true,
  });
}

function splitMessage(message: HostMessage): { readonly text: string; readonly strings: readonly string[] } {
  const table = message.t === 'reply' ? message.value : message.args;
  const strings: string[] = [];
  const places: number[] = [];
  const short = table?.map((entry, index) => {
    const isBytes = Array.isArray(entry) && entry[0] === 'A';
    const text: unknown = isBytes ? (entry as unknown[])[1] : entry;
    if (typeof text !== 'string' || text.length < LONG_CHARACTERS) return entry;
    strings.push(text);
    places.push(index);
    return isBytes ? ['A', ''] : '';
  });
  const rest: HostMessage =
    message.t === 'reply' ? { ...message, ...(short ? { value: short } : {}) } : { ...message, args: short ?? [] };
  return { text: JSON.stringify({ message: rest, places } satisfies MessageText), strings };
}

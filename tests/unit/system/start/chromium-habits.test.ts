import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { refuseChromiumHabits } from '../../../../main/system/start/chromium-habits.ts';

function started() {
  const app = new EventEmitter();
  const reports: string[] = [];
  refuseChromiumHabits(app as unknown as App, (message) => reports.push(message));
  /** What Electron learns of an event: whether its own way was prevented, and what the callback was given. */
  const ask = (name: string, ...details: unknown[]): { prevented: boolean; answers: unknown[][] } => {
    const seen = { prevented: false, answers: [] as unknown[][] };
    const event = { preventDefault: () => (seen.prevented = true) };
    app.emit(name, event, ...details, (...answer: unknown[]) => seen.answers.push(answer));
    return seen;
  };
  return { app, reports, ask };
}

describe('refuseChromiumHabits', () => {
  it('leaves a session no language to fetch a dictionary for, in the turn in which it is made', () => {
    const { app } = started();
    const languages: unknown[] = [];
    app.emit('session-created', { setSpellCheckerLanguages: (list: unknown) => languages.push(list) });
    expect(languages).toEqual([[]]);
  });

  it('sends no certificate of the user', () => {
    const certificates = [{ subjectName: 'Ann' }];
    expect(started().ask('select-client-certificate', null, 'https://a.example/', certificates)).toEqual({
      prevented: true,
      answers: [[]],
    });
  });

  it('goes on without a sign-in, and says once who asks for one', () => {
    const { ask, reports } = started();
    const proxy = { isProxy: true, scheme: 'negotiate', host: 'proxy.example', port: 3128 };
    for (let times = 0; times < 3; times += 1)
      expect(ask('login', null, {}, proxy)).toEqual({ prevented: true, answers: [[]] });
    ask('login', null, {}, { isProxy: false, scheme: 'basic', host: 'a.example', port: 443 });
    expect(reports).toEqual([
      'The proxy "proxy.example:3128" asks pages for a sign-in; they go on without one.',
      'The server "a.example:443" asks pages for a sign-in; they go on without one.',
    ]);
  });

  it('leaves a proxy that asks by Basic to whoever knows what the user typed', () => {
    const { ask, reports } = started();
    const proxy = { isProxy: true, scheme: 'basic', host: 'proxy.example', port: 3128 };
    expect(ask('login', null, {}, proxy)).toEqual({ prevented: false, answers: [] });
    expect(reports).toEqual([]);
  });
});

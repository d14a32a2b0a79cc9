import { describe, expect, it } from 'vitest';
import { createListeners } from '../../../main/support/listeners.ts';

describe('listeners', () => {
  it('are told in the order they came, until they end', () => {
    const told: string[] = [];
    const listeners = createListeners<[text: string]>();
    const end = listeners.add((text) => told.push(`first ${text}`));
    listeners.add((text) => told.push(`second ${text}`));
    listeners.notify('a');
    end();
    end();
    listeners.notify('b');
    expect(told).toEqual(['first a', 'second a', 'second b']);
  });

  it('throw at who notifies, unless somebody takes their errors', () => {
    const failing = createListeners();
    failing.add(() => {
      throw new Error('broken');
    });
    expect(() => failing.notify()).toThrow('broken');

    const told: unknown[] = [];
    const caught = createListeners((error) => told.push((error as Error).message));
    caught.add(() => {
      throw new Error('broken');
    });
    caught.add(() => told.push('next'));
    caught.notify();
    expect(told).toEqual(['broken', 'next']);
  });
});

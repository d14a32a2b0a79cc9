/** Whoever wants to be told of something, in the order they came. */
export interface Listeners<A extends readonly unknown[] = []> {
  /** Returns the function that ends it. */
  add(listener: (...args: A) => void): () => void;
  notify(...args: A): void;
}

/** `onError`: what a listener throws goes there, and the next is told all the same. Without it `notify` throws. */
export function createListeners<A extends readonly unknown[] = []>(onError?: (error: unknown) => void): Listeners<A> {
  const listeners = new Set<(...args: A) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify(...args) {
      for (const listener of listeners) {
        try {
          listener(...args);
        } catch (error) {
          if (!onError) throw error;
          onError(error);
        }
      }
    },
  };
}

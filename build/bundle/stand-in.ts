/**
 * JavaScript: `standIn(load)` stands for a function, a class or an object that `load` answers, until it is used. It cannot be
 * inherited from, and is not the same object.
 */
export const STAND_IN = `
const standIn = (load) => new Proxy(function () {}, {
  apply: (_, self, args) => Reflect.apply(load(), self, args),
  construct: (_, args) => Reflect.construct(load(), args),
  get(_, name) {
    const value = load();
    // Private members are the object's own.
    return typeof value[name] === 'function' ? value[name].bind(value) : value[name];
  },
});`;

/** What Nest injects beside its own classes, by these names. */
export const CONFIG = Symbol('config');
export const STORE = Symbol('store');

// @ts-check
// The device key, kept where a page asks for it: one entry a gateway in IndexedDB: a key pair that cannot be exported, the
// newest key set's serial, the service's name. Whatever the browser refuses, the key lives in memory as it does without this.
const g = /** @type {any} */ (globalThis);
const { getOwnPropertyDescriptor, defineProperty } = Object;
const uncurry = (/** @type {any} */ f) => f && Function.prototype.call.bind(f);
const method = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(g[owner]?.prototype[name]);
const getter = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(getOwnPropertyDescriptor(g[owner]?.prototype ?? {}, name)?.get);

const openDatabase = method('IDBFactory', 'open');
const createStore = method('IDBDatabase', 'createObjectStore');
const transact = method('IDBDatabase', 'transaction');
const close = method('IDBDatabase', 'close');
const storeOf = method('IDBTransaction', 'objectStore');
const get = method('IDBObjectStore', 'get');
const put = method('IDBObjectStore', 'put');
const remove = method('IDBObjectStore', 'delete');
const resultOf = getter('IDBRequest', 'result');
const listen = method('EventTarget', 'addEventListener');
const isExtractable = getter('CryptoKey', 'extractable');
const { Promise, setTimeout } = g;

/** Where a frame may store nothing, even asking is an error. */
const factory = (() => {
  try {
    return g.indexedDB;
  } catch {
    return null;
  }
})();

/** How long a browser that answers nothing (another tab holds an older version) keeps a signup waiting, in milliseconds. */
const PATIENCE = 2000;
const NAME = 'realname';
const STORE = 'device';

/** `await` asks a promise for its constructor, which could be somebody else's. */
const own = (/** @type {Promise<any>} */ promise) => defineProperty(promise, 'constructor', /** @type {any} */ ({ __proto__: null, value: Promise }));

/** What a request of the database comes to, in a box: a stored pair is a plain object, which is asked for a `then`. */
const answer = (/** @type {any} */ request, /** @type {any} */ laid = null) => own(new Promise((/** @type {any} */ resolve, /** @type {any} */ reject) => {
  listen(request, 'success', () => resolve({ __proto__: null, value: resultOf(request) }));
  for (const type of ['error', 'blocked']) listen(request, type, reject);
  if (laid) {
    listen(request, 'upgradeneeded', laid);
    setTimeout(reject, PATIENCE);
  }
}));

/** Runs with the database open. @type {(work: (database: any) => Promise<any>) => Promise<any>} */
const opened = async (work) => {
  const request = openDatabase(factory, NAME, 1);
  const { value } = await answer(request, () => createStore(resultOf(request), STORE));
  try {
    return await own(work(value));
  } finally {
    close(value);
  }
};

const store = (/** @type {any} */ database, /** @type {string} */ mode) => storeOf(transact(database, STORE, mode), STORE);
const read = (/** @type {any} */ of, /** @type {string} */ endpoint) => answer(get(of, endpoint));

/** An entry without a prototype; nothing where the key is not one of ours. */
function entry(/** @type {any} */ found) {
  try {
    const { publicKey, privateKey, serial, aud } = found;
    return isExtractable(privateKey) ? null : { __proto__: null, publicKey, privateKey, serial, aud };
  } catch {
    return null;
  }
}

const plain = (/** @type {any} */ { publicKey, privateKey, serial = 0, aud = '' }) => ({ __proto__: null, publicKey, privateKey, serial, aud });

/** The kept device of a gateway, in a box, or nothing. */
export const kept = async (/** @type {string} */ endpoint) => {
  let found = null;
  try {
    found = await own(opened(async (database) => ({ __proto__: null, value: entry((await read(store(database, 'readonly'), endpoint)).value) })));
  } catch {
    // As if nothing were kept.
  }
  return found?.value ?? { __proto__: null };
};

/** The kept pair of a gateway; where there is none, a new one: written, then read back, or used from memory. */
const keep = async (/** @type {string} */ endpoint, /** @type {() => Promise<any>} */ make) => {
  const before = await own(kept(endpoint));
  if (before.privateKey) return before;
  const made = await own(make());
  let there;
  try {
    there = (await own(opened(async (database) => {
      // Another tab may have been faster: one transaction looks and writes.
      const its = store(database, 'readwrite');
      if (!entry((await read(its, endpoint)).value)) await answer(put(its, plain(made), endpoint));
      return { __proto__: null, value: entry((await read(store(database, 'readonly'), endpoint)).value) };
    }))).value;
  } catch {
    // Refused, full, or in a window that keeps nothing.
  }
  return there ?? made;
};

/** Remembers the newest serial of a key set, and the service's name. */
const see = async (/** @type {string} */ endpoint, /** @type {number} */ serial, /** @type {string} */ aud) => {
  try {
    await own(opened(async (database) => {
      const its = store(database, 'readwrite');
      const found = entry((await read(its, endpoint)).value);
      if (found) await answer(put(its, { ...found, __proto__: null, serial: found.serial > serial ? found.serial : serial, aud }, endpoint));
      return { __proto__: null };
    }));
  } catch {
    // Then it is not remembered.
  }
  return { __proto__: null };
};

/** Deletes what is kept for a gateway. */
export const forget = async (/** @type {string} */ endpoint) => {
  try {
    await own(opened(async (database) => answer(remove(store(database, 'readwrite'), endpoint))));
  } catch {
    // Nothing is kept where nothing can be.
  }
  return { __proto__: null };
};

/** What a form is handed where it shall remember the device. */
export const remembered = (/** @type {string} */ endpoint) => ({
  __proto__: null,
  keep: (/** @type {() => Promise<any>} */ make) => keep(endpoint, make),
  see(/** @type {number} */ serial, /** @type {string} */ aud) { see(endpoint, serial, aud); },
});

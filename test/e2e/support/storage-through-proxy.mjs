/** Loaded before a program, sends its requests to STORAGE through PROXY. */
const { fetch } = globalThis
const { STORAGE: storage = '', PROXY: proxy = '' } = process.env
globalThis.fetch = (input, init) => fetch(typeof input === 'string' ? input.replace(storage, proxy) : input, init)

/** Loaded before a program, sends its requests to STORAGE through PROXY. */
const { fetch } = globalThis
const { STORAGE = '', PROXY = '' } = process.env
globalThis.fetch = (input, init) => fetch(typeof input === 'string' ? input.replace(STORAGE, PROXY) : input, init)

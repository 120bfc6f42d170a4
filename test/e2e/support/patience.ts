/** Milliseconds. A local cloud is deployed within some tests, on a machine that may be slow; this only ends what hangs. */
jest.setTimeout(600_000)

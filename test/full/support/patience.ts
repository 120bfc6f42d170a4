/** Milliseconds. These tests are long by nature; this only ends what hangs. */
jest.setTimeout(1_800_000)

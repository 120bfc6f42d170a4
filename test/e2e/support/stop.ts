/** Stops the local cloud of the end-to-end tests. */
export default async (): Promise<void> => {
  await globalThis.localCloud?.stop()
}

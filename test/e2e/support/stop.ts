/** After the end-to-end tests. */
export default async (): Promise<void> => {
  await globalThis.localCloud?.stop()
}

import { idAt } from './jobs'

/** What the rooms `uploads` and `imports` want to know beside their stores, as a stage would have it. */
export function uploadsSettings() {
  let created = 0
  return {
    maxSize: 20 * 1024 ** 3,
    importPartSize: 16 * 1024 ** 2,
    importPolicy: { http: false, trustedHosts: [] },
    newId: () => {
      created += 1
      return idAt(created)
    },
    newSecret: () => 'secret',
  }
}

import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** For the composition roots that reserve jobs: ids that sort by time, and secrets of 192 random bits, URL-safe. */
export const newIds = { newId: () => v7(), newSecret: () => randomBytes(24).toString('base64url') }

import * as z from 'zod'
import type { Log } from '../shared/log'
import { refOfSourceKey } from './domain'
import { confirmUpload, type SettleDeps } from './settle-upload'

/** The fields of an S3 event notification that we use. S3's test message has no records. */
const S3Event = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })).default([]),
})

/** S3 reports that objects were created: the second of three ways to confirm an upload. Safe to repeat, in any order. */
export async function arrive(deps: SettleDeps & { readonly log: Log }, body: string): Promise<void> {
  for (const { s3 } of S3Event.parse(JSON.parse(body)).Records) {
    // Keys in S3 events are URL-encoded, with + for a space.
    const ref = refOfSourceKey(decodeURIComponent(s3.object.key.replaceAll('+', ' ')))
    const job = ref && (await deps.jobs.get(ref))
    if (job?.state !== 'reserved') continue
    const confirmed = await confirmUpload(deps, job)
    deps.log.info('source arrived', { job: job.id, state: confirmed?.state ?? 'size differs' })
  }
}

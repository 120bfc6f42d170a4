import { DeleteObjectsCommand, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { audioKey, audioPrefix, peaksKey } from '../domain'
import type { AudioStore } from '../ports'

/** Seconds a download URL is valid: every use of a link makes a fresh one. */
const linkLife = 300

export function s3AudioStore(client: S3Client, Bucket: string): AudioStore {
  const linkTo = async (object: { readonly Key: string; readonly ResponseContentDisposition?: string }) => ({
    url: await getSignedUrl(client, new GetObjectCommand({ Bucket, ...object }), { expiresIn: linkLife }),
    expiresAt: Date.now() + linkLife * 1000,
  })
  /** S3 answers 200 even if some objects are left: then the removal is repeated. */
  const removeObjects = async (Objects: { readonly Key: string | undefined }[]): Promise<void> => {
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
    const [first] = Errors
    if (first) throw new Error(`S3 left ${Errors.length} objects: ${first.Code}`)
  }

  return {
    link: (job) => linkTo({ Key: audioKey(job), ResponseContentDisposition: attachment(job.audio.name) }),

    linkPeaks: (job, detail) => linkTo({ Key: peaksKey(job, detail) }),

    async removeAll(ref) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: audioPrefix(ref) }))
        if (Contents.length > 0) await removeObjects(Contents.map(({ Key }) => ({ Key })))
    },
  }
}

/** RFC 6266: an ASCII name for old clients, and the real name percent-encoded (RFC 8187). */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

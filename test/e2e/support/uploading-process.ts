import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createClient } from '../../../client/api/client'
import { memorySession } from '../../../client/api/session'
import { openFile } from '../../../client/upload/file-source'
import { putWithFetch } from '../../../client/upload/put-part'
import { parseTicket } from '../../../client/upload/ticket'
import { upload } from '../../../client/upload/uploader'

/** The orders of an uploading process, as JSON in the variable `UPLOADING`. */
export interface Uploading {
  readonly page: string
  readonly accessToken: string
  readonly path: string
  /** Where the ticket is kept. */
  readonly ticket: string
  /** The proxy, and the storage behind it. */
  readonly proxy: string
  readonly storage: string
}

/** Uploads a file and prints its progress, one JSON document per line. It is meant to be killed and started again. */
async function main({ page, accessToken, path, ticket, proxy, storage }: Uploading): Promise<void> {
  const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)
  const source = await openFile(path)
  const client = createClient({ baseUrl: page, session: memorySession({ accessToken }) })
  const job = await upload(
    client,
    source,
    {},
    {
      ticket: existsSync(ticket) ? parseTicket(JSON.parse(readFileSync(ticket, 'utf8'))) : undefined,
      onTicket: (next) => {
        writeFileSync(`${ticket}.new`, JSON.stringify(next))
        renameSync(`${ticket}.new`, ticket)
      },
      onProgress: say,
      put: putWithFetch((input, init) => fetch(String(input).replace(storage, proxy), init)),
    },
  )
  say({ jobId: job.id })
  await source.close()
}

void main(JSON.parse(process.env.UPLOADING ?? '') as Uploading)

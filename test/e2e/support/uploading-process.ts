import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createClient } from '../../../client/api/client'
import { memorySession } from '../../../client/api/session'
import { openFile } from '../../../client/upload/file-source'
import { putWithFetch } from '../../../client/upload/put-part'
import { parseTicket } from '../../../client/upload/ticket'
import { upload } from '../../../client/upload/uploader'

/** What an uploading process is told, as JSON in the variable `UPLOADING`. */
export interface Uploading {
  page: string
  accessToken: string
  path: string
  /** Where the ticket is kept. */
  ticket: string
  /** What stands before the storage, and the storage. */
  proxy: string
  storage: string
}

/** Uploads a file and says what happens, a JSON document a line: it is made to be killed and started again. */
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

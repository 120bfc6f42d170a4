import { type Importing, reserveImport } from '../../lambdas/jobs/importing'
import { ada, jobId, newYear, terms } from './jobs'

/** An import as it is reserved at `newYear`, with what is changed of the job and of its `import`. */
export function anImport(changes: Partial<Importing> = {}, fetched: Partial<Importing['import']> = {}): Importing {
  const job = reserveImport(
    {
      id: jobId,
      owner: ada,
      name: 'holiday.mp4',
      options: { format: 'mp3', bitrate: 192 },
      upload: { id: 'upload-1', partSize: 8 },
      keeps: undefined,
      shareKey: 'secret',
    },
    'https://example.org/holiday.mp4',
    newYear,
    terms,
  )
  return { ...job, ...changes, import: { ...job.import, ...fetched } }
}

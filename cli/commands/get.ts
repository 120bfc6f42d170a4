import { join } from 'node:path'
import { download } from '../convert/download'
import { readOutput } from '../convert/inputs'
import { safeName } from '../convert/names'
import { failure, usageError } from '../errors'
import { connect } from '../service/connect'
import { bytesText, printable } from '../terminal/format'
import { type Command, text } from '../words/command'
import { checkedId, forEachId } from './each'

export const get: Command = {
  name: 'get',
  operands: 'ID…',
  about: 'Download the audio of finished jobs, and check its size.',
  options: {
    output: { type: 'string', short: 'o', value: 'OUT', about: 'a file, or a folder (ends with “/” if it is new)' },
    force: { type: 'boolean', short: 'f', about: 'replace files that are there already' },
  },
  examples: [
    {
      line: 'audiolift get 01a206af-7eef-765a-96a7-978053edae79',
      about: 'into the working directory, by its own name',
    },
    { line: 'audiolift get 01a206af-7eef-765a-96a7-978053edae79 -o talk.mp3', about: 'by another name' },
  ],
  async run(invocation) {
    const { operands, given, world } = invocation
    const { file, folder } = await readOutput(text(given, 'output'), world.directory)
    if (file !== undefined && operands.length > 1) throw usageError('-o: several jobs need a folder, not a file.')
    const { client } = connect({ given, world })
    const act = async (word: string) => {
      const id = checkedId(word)
      const job = await client.job(id, { signal: world.signal })
      const { audio } = job
      if (job.state !== 'done' || !audio)
        throw failure('wrong-state', `There is nothing to download: the job is ${job.state}.`)
      const output = file ?? join(folder, safeName(audio.name))
      const line = world.terminal.progress()
      try {
        await download(client, job, output, {
          fetch: world.fetch,
          signal: world.signal,
          force: given.force === true,
          onProgress: (bytes) => line.show(`${printable(output)}  ${bytesText(bytes)} of ${bytesText(audio.size)}`),
        })
      } finally {
        line.done()
      }
      return { output, size: audio.size }
    }
    return forEachId(
      invocation,
      'audiolift get ID',
      act,
      (_, { output, size }) => `${printable(output)}  ${bytesText(size)}`,
    )
  },
}

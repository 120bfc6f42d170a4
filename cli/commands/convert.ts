import type { ConversionOptions } from '../../client/api/types'
import { checkOptions } from '../convert/check-options'
import { type Batch, convertMany, exitCodeOf } from '../convert/convert-many'
import { readInputs } from '../convert/inputs'
import { conversionOptions, conversionSpecs } from '../convert/options'
import { usageError } from '../errors'
import { connect } from '../service/connect'
import { foldersOf } from '../service/folders'
import { type Command, type Invocation, type OptionSpecs, text } from '../words/command'
import { wholeNumber } from '../words/parse'

/** Options of every command that converts. */
export const batchSpecs: OptionSpecs = {
  force: { type: 'boolean', short: 'f', about: 'replace files that are there already' },
  whole: { type: 'boolean', about: 'send whole files, even where the audio alone would do' },
  parallel: { type: 'string', short: 'p', value: 'N', about: 'files on their way at the same time (2; at most 16)' },
}

/** How an invocation with `batchSpecs` converts. @throws CliError */
export function batchOf({ given, json, world }: Invocation, options: ConversionOptions): Batch {
  const parallel = wholeNumber(given, 'parallel', { least: 1, most: 16 }) ?? 2
  const { client, url: service } = connect({ given, world })
  return {
    client,
    service,
    world,
    stateFolder: foldersOf(world).state,
    options,
    force: given.force === true,
    smart: given.whole !== true,
    json,
    parallel,
  }
}

export const convert: Command = {
  name: 'convert',
  operands: 'FILE|URL|DIR…',
  about: 'Convert videos, and download the audio.',
  details: [
    'Sends the audio alone where that is sure to sound the same, waits, downloads, and checks the size. The audio lies',
    'beside its video, that of an address in the working directory, or at -o. Of a folder, all videos in it and below are',
    'taken; those already converted are skipped. After Ctrl-C, run the same command again to resume.',
  ].join('\n'),
  options: {
    output: { type: 'string', short: 'o', value: 'OUT', about: 'a file, or a folder (ends with “/” if it is new)' },
    ...conversionSpecs,
    ...batchSpecs,
  },
  examples: [
    { line: 'audiolift convert holiday.mp4', about: 'makes holiday.mp3' },
    { line: 'audiolift convert talk.mkv -o talk.opus --language deu', about: 'the German sound, as Opus' },
    { line: 'audiolift convert https://example.org/talk.mp4', about: 'the service fetches it itself' },
    { line: 'audiolift convert films/ -o audio/ --loudness -16 -p 4', about: 'a whole folder, four at a time' },
    { line: 'audiolift convert *.mp4 --json | jq -r .output', about: 'a JSON document a line, as they end' },
  ],
  completes: 'files',
  async run(invocation) {
    const { operands, given, world } = invocation
    if (operands.length === 0) throw usageError('Say what to convert, such as `audiolift convert holiday.mp4`.')
    const output = text(given, 'output')
    const options = conversionOptions(given, output)
    const inputs = await readInputs(operands, output, world.directory)
    const batch = batchOf(invocation, options)
    await checkOptions(batch.client, options, world.signal)
    if (inputs.length === 0) world.terminal.tell('There is no video in that folder.')
    return exitCodeOf(await convertMany(inputs, batch))
  },
}

import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkOptions } from '../convert/check-options'
import { exitCodeOf } from '../convert/convert-many'
import { conversionOptions, conversionSpecs } from '../convert/options'
import { failure, usageError } from '../errors'
import { watchFolder } from '../watch/watch-folder'
import { type Command, text } from '../words/command'
import { wholeNumber } from '../words/parse'
import { batchOf, batchSpecs } from './convert'

const usuallyQuietSeconds = 5

export const watch: Command = {
  name: 'watch',
  operands: 'DIR',
  about: 'Convert the videos of a folder as they arrive, until Ctrl-C.',
  details: [
    'A video is complete when it has not changed for a while. What was converted, or cannot be, is remembered, and not taken',
    'again until it changes. Videos already in the folder are converted, too.',
  ].join('\n'),
  options: {
    output: { type: 'string', short: 'o', value: 'DIR', about: 'a folder for the audio (else beside the videos)' },
    quiet: { type: 'string', value: 'S', about: `seconds without a change (${usuallyQuietSeconds})` },
    once: { type: 'boolean', about: 'end when all that is there has been dealt with' },
    ...conversionSpecs,
    ...batchSpecs,
  },
  examples: [
    { line: 'audiolift watch ~/Videos -o ~/Audio', about: 'stays, and converts what comes' },
    { line: 'audiolift watch recordings --once --json', about: 'for a timer: only what is new' },
  ],
  completes: 'files',
  async run(invocation) {
    const { given, world } = invocation
    const [folder, extra] = invocation.operands
    if (folder === undefined || extra !== undefined) throw usageError('Name one folder to watch.')
    const path = resolve(world.directory, folder)
    const found = await stat(path).catch(() => undefined)
    if (!found?.isDirectory()) throw failure('no-such-folder', `There is no folder ${folder}.`)
    const output = text(given, 'output')
    const out = output === undefined ? undefined : resolve(world.directory, output)
    const quiet = wholeNumber(given, 'quiet', { least: 0, most: 3600 }) ?? usuallyQuietSeconds
    const batch = batchOf(invocation, conversionOptions(given))
    await checkOptions(batch.client, batch.options, world.signal)
    const once = given.once === true
    if (!once) world.terminal.tell(`Watching ${folder}. Press Ctrl-C to stop.`)
    return exitCodeOf(await watchFolder({ folder: path, label: folder, out, batch, quietMs: quiet * 1000, once }))
  },
}

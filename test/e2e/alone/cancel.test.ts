import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSound } from '../../support/media'
import { temporaryFolder } from '../../support/temporary-folder'
import { user } from '../support/cloud'
import { workersOf } from '../support/workers'
import { send, until } from './kills/kills'

/** The promise: the maximum seconds that ffmpeg keeps running after its job was cancelled. */
const promised = 5

describe('a job that is cancelled or removed while it is converted', () => {
  it(`has no ffmpeg any more within ${promised} s`, async () => {
    const { client } = await user()
    const path = await makeSound(join(temporaryFolder('cancel'), 'long.wav'), {
      seconds: 3600,
      sampleRate: 8000,
      layout: 'mono',
    })
    const source = new Uint8Array(await readFile(path))
    const converts = async () => (await workersOf('conversion-work')).some(({ isBusy }) => isBusy)

    for (const stop of [client.cancel, client.remove]) {
      const id = await send(client, source)
      await client.complete(id)
      await until('ffmpeg runs', async () => (await client.job(id)).state === 'converting' && (await converts()))
      await stop(id)
      await until('ffmpeg has gone', async () => !(await converts()), promised)
    }
    expect((await client.jobs()).jobs.map(({ state }) => state)).toEqual(['cancelled'])
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 } })
  })
})

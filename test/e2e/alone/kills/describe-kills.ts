import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitForJob } from '../../../../client/api/wait'
import { makeSound } from '../../../support/media'
import { temporaryFolder } from '../../../support/temporary-folder'
import { mailsTo } from '../../support/cloud'
import { impatientUser, type Kind, killSeeded, reportOf, send, sha256, until } from './kills'

/** Seconds within which each job must end. */
const bound = 180

/** Kills processes of the local cloud, and checks the promises against what becomes of the jobs. */
export function describeKills(kinds: readonly Kind[], seed: number): void {
  describe(`${kinds.length} processes killed or stopped while they work`, () => {
    it(`leave every job done, or honestly failed, within ${bound} s, with the audio of an undisturbed one`, async () => {
      const { client, email } = await impatientUser()
      // Long enough to be hit during its conversion, and quick to send.
      const path = await makeSound(join(temporaryFolder('kills'), 'kill.wav'), {
        seconds: 600,
        sampleRate: 8000,
        layout: 'mono',
      })
      const source = new Uint8Array(await readFile(path))

      const calm = await send(client, source)
      await client.complete(calm)
      expect((await waitForJob(client, calm)).state).toBe('done')
      const { url } = await client.audioUrl(calm)
      const whole = Buffer.from(await (await fetch(url)).arrayBuffer())

      const outcomes = await killSeeded(client, source, kinds, seed)
      console.log(reportOf(outcomes))

      expect(outcomes).toHaveLength(kinds.length)
      for (const { kind, state, reason, audio, hit, seconds } of outcomes) {
        expect([kind, hit > 0]).toEqual([kind, true])
        expect([kind, state, reason]).toEqual([
          kind,
          ...(state === 'done' ? ['done', undefined] : ['failed', 'system']),
        ])
        if (state === 'done') expect([kind, audio]).toEqual([kind, sha256(whole)])
        expect([kind, seconds < bound]).toEqual([kind, true])
      }
      // Counters are right, and every owner got a mail.
      expect(await client.quota()).toMatchObject({
        activeJobs: { used: 0 },
        storedBytes: { used: source.length * (kinds.length + 1) },
        jobsPerDay: { used: kinds.length + 1 },
      })
      const told = async () => {
        const texts = (await mailsTo(email, 1)).map(({ text }) => /job=([\w-]+)/.exec(text)?.[1])
        return new Set(texts.filter((id) => id !== undefined)).size === kinds.length + 1
      }
      await until('a mail for each job', told, 400)
    })
  })
}

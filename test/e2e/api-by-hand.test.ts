import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../../local/processes'
import { addresses, newUser } from './support/cloud'
import { decodedSamples, sampleVideo } from './support/media'

/** The shell blocks of docs/api-by-hand.md, in their order, as one script. */
function script(): string {
  const blocks = [...readFileSync('docs/api-by-hand.md', 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  return blocks.map(([, commands]) => commands).join('\n')
}

it('the commands in docs/api-by-hand.md turn a video into an MP3', async () => {
  const video = await sampleVideo({ seconds: 3, name: 'holiday.mp4' })
  const cwd = dirname(video)
  mkdirSync(join(cwd, '.audiolift'))
  writeFileSync(join(cwd, '.audiolift', 'local.json'), JSON.stringify(addresses()))
  // The tests share one local cloud, where the address in the page may have an account already.
  const commands = script().replace('ada@example.org', newUser().email)
  const { code, stdout, stderr } = await run('bash', ['-euc', commands], { cwd })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout).toMatch(/ done\n/)
  expect(await decodedSamples(join(cwd, 'holiday.mp3'))).toBe(await decodedSamples(video))
})
